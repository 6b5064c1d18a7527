# One image for every Airflow service: the lock of the repository, the package and the DAGs.
FROM python:3.11.13-slim-bookworm

RUN useradd --create-home --uid 10001 vmo \
    && install -d -o vmo -g root -m 775 /opt/vmo /opt/airflow /portfolio
USER vmo
WORKDIR /opt/vmo
ENV PATH=/opt/vmo/.venv/bin:$PATH \
    HOME=/opt/airflow \
    USER=vmo \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/vmo/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    VMO_PORTFOLIO=/portfolio

COPY --chown=vmo:vmo requirements.lock ./
RUN python -m venv .venv && pip install --no-cache-dir --require-hashes -r requirements.lock

COPY --chown=vmo:vmo pyproject.toml README.md ./
COPY --chown=vmo:vmo vmo vmo
COPY --chown=vmo:vmo expectations expectations
COPY --chown=vmo:vmo dags dags
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e .

CMD ["airflow", "version"]
