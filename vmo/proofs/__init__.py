"""The second calculation of each metric, curve and model, written from the specification without a look at its twin."""
