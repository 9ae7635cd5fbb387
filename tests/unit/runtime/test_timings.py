"""Histograms as Prometheus counts them."""

from actors.runtime.timings import Histogram


def test_each_bucket_counts_what_did_not_exceed_its_bound() -> None:
    histogram = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        histogram.add(value)

    assert histogram.buckets() == [("0.1", 2), ("1", 3), ("+Inf", 4)]
    assert (histogram.count, histogram.total) == (4, 7.65)


def test_an_empty_histogram_shows_noughts() -> None:
    assert Histogram((1.0,)).buckets() == [("1", 0), ("+Inf", 0)]
