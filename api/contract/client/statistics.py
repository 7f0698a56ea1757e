"""The public's statistics."""

from api.contract.client.calls import Calls
from api.contract.statistics import StatisticsOut, TableName, TableOut

HERE = "/v1/statistics"


class Statistics(Calls):
    """Counts by month, small ones withheld."""

    def every(self) -> StatisticsOut:
        """The tables, and the months that are published."""
        return self._read(StatisticsOut, HERE)

    def table(self, name: TableName, *, month: str | None = None, limit: int = 12) -> TableOut:
        """One table: of one month, or of the last ones."""
        return self._read(TableOut, f"{HERE}/{name}", month=month, limit=limit)

    def csv(self, name: TableName, *, month: str | None = None, limit: int = 12) -> str:
        """The same as comma-separated values."""
        return self._get(f"{HERE}/{name}", {"month": month, "limit": limit, "format": "csv"}).text
