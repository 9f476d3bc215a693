from __future__ import annotations

from builder.embedding.batches import BUDGET, LARGEST, padded, plan


def test_lengths_are_rounded_up_to_sixteen_but_not_over_the_limit() -> None:
    assert [padded(length, 256) for length in (2, 16, 17, 250, 256)] == [16, 16, 32, 256, 256]
    assert padded(509, 510) == 510


def test_every_text_once_one_width_a_batch_within_the_budget() -> None:
    lengths = [2, 300, 17, 16, 40, 512, *[20] * 400]
    batches = plan(lengths, 512)
    assert sorted(index for _, indices in batches for index in indices) == list(range(len(lengths)))
    for width, indices in batches:
        assert {padded(lengths[index], 512) for index in indices} == {width}
        assert len(indices) <= LARGEST
        assert width * len(indices) <= max(BUDGET, width)


def test_the_width_of_a_text_does_not_depend_on_the_others() -> None:
    alone = plan([23], 512)[0][0]
    among = next(width for width, indices in plan([500, 23, 3], 512) if 1 in indices)
    assert alone == among == 32
