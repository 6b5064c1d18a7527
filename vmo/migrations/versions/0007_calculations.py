"""calculations of issued months"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "calculation",
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("how", "reason", "versions", "into", "state", "frozen")
        ),
        sa.PrimaryKeyConstraint("contract", "period", "ordinal"),
    )


def downgrade() -> None:
    op.drop_table("calculation")
