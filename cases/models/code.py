from django.db import models


class Counter(models.Model):
    """The last number given out for a prefix and a year; its row lock makes codes gapless."""

    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="counter_once")]

    def __str__(self):
        return f"{self.prefix}-{self.year}-{self.last:06d}"
