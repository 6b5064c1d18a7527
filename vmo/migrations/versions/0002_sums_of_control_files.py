"""sums of control files"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("landing", sa.Column("control_sums", sa.Text(), nullable=True))
