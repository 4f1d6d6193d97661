"""Who is there: how many of a pool are free, on duty or on call, out of which shift."""

from __future__ import annotations

from drillsim.play.state import State


class Presence(State):
    """The pools of a play, and their shifts."""

    def free(self, pool: int) -> int:
        """Rule 9: how many of a pool could be taken now; below zero when more are out than are on."""
        return self.there(pool) - self.in_use[pool]

    def there(self, pool: int) -> int:
        """Rule 9: how many of a pool are on duty or on call now, free or not."""
        return max(0, self.total[pool] - self.absent[pool])

    def free_on_duty(self, pool: int) -> int:
        """Rule 8: how many of the free ones need not be called in."""
        return max(0, max(0, self.duty[pool] - self.absent[pool]) - self.in_use[pool])

    def count_rows(self, pool: int) -> None:
        """Rule 9: how many of a pool with shifts of their own stand against its level now.

        Those whose shift has ended take nothing from the next one; but there are never more out than it has staff.
        """
        t = self.t
        if t.pool_rows[pool] == 0:
            return
        rows = range(t.pool_row[pool], t.pool_row[pool] + t.pool_rows[pool])
        out = sum(self.row_in_use[row] for row in rows)
        on = sum(self.row_in_use[row] for row in rows if self.row_until[row])
        self.in_use[pool] = max(on, self.there(pool) - max(0, t.pool_staff[pool] - self.absent[pool] - out))

    def take_rows(self, hold: int, pool: int, count: int) -> None:
        """Rule 9: take units of a pool out of its shifts, those whose shift ends last first: so there is least overtime."""
        t = self.t
        first = t.pool_row[pool]
        for row in sorted(range(t.pool_rows[pool]), key=lambda row: -self.row_until[first + row]):
            if self.row_until[first + row]:
                taken = min(count, max(0, t.row_number[first + row] - self.row_in_use[first + row]))
                self.hold_rows[hold][row] = taken
                self.row_in_use[first + row] += taken
                count -= taken
        self.count_rows(pool)

    def turnout(self, pool: int, count: int) -> int:
        """Rule 8: usual turnout of `count` units now: the slower one if anybody must be called in."""
        turnout = self.duty_turnout if count <= self.free_on_duty(pool) else self.call_turnout
        return turnout[pool]
