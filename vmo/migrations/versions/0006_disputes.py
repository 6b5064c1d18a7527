"""disputes"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXTS = ("document", "line", "code", "reason", "amount", "currency", "by", "evidence", "resolution", "resolved_by")


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*TEXTS, "resolved_why", "credit_note")),
        sa.Column("raised_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("response_due", "resolved_on")),
    )


def downgrade() -> None:
    op.drop_table("dispute")
