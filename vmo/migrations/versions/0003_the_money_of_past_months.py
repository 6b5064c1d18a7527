"""the money of past months"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("attained", sa.Column("last", sa.Date(), nullable=True))
    op.create_table(
        "settled",
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("cap", sa.Text(), nullable=True),
        sa.Column("bonus", sa.Text(), nullable=False),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract", "period"),
    )
    op.create_table(
        "credited",
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("uncapped", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("carried", sa.Text(), nullable=False),
        sa.Column("under_caps", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract", "period", "ordinal"),
    )


def downgrade() -> None:
    op.drop_table("credited")
    op.drop_table("settled")
    op.drop_column("attained", "last")
