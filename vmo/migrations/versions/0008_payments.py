"""payments of issued documents"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXTS = ("document", "amount", "currency", "by", "why", "discount", "discount_clause", "late_fee", "late_fee_clause")


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*TEXTS, "working")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("ordinal", "days_late")),
        sa.Column("paid_on", sa.Date(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("payment")
