from __future__ import annotations

from builder.config import ThreadsSection
from builder.threads.grouping import group
from builder.threads.linkage import Linkage, Step
from builder.threads.ties import make_joints, rows_of, weakest_steps
from tests.threads.make import VECTORS, newsroom

# a-b at .5, c-d at .4, these two at .2; then e comes at .3: closer to what the four are than they were to each other.
STEPS = [Step(0, 1, 0.5), Step(2, 3, 0.4), Step(6, 7, 0.2), Step(4, 8, 0.3)]
LINKAGE = Linkage([[0, 1, 2, 3, 4], [5]], STEPS)


def test_a_group_hangs_by_its_least_alike_parts_not_by_what_came_last() -> None:
    (joint,) = make_joints("abcdef", LINKAGE, 0.1)
    assert (joint.left, joint.right) == (("a", "b"), ("c", "d"))
    assert (joint.score, joint.threshold) == (0.2, 0.1)


def test_of_equal_steps_the_latest_is_the_one_a_group_hangs_by() -> None:
    assert weakest_steps(3, [Step(0, 1, 0.2), Step(2, 3, 0.2)]) == {0: 1}


def test_a_group_number_stands_for_its_rows() -> None:
    assert rows_of(6, STEPS, 8) == [0, 1, 2, 3]
    assert rows_of(6, STEPS, 5) == [5]


def test_every_group_of_several_has_one_joint_that_holds_all_its_articles() -> None:
    found = group(newsroom(), VECTORS, ThreadsSection())
    several = [members for members in found.groups if len(members) > 1]
    assert [tuple(sorted(joint.left + joint.right)) for joint in found.joints] == several
    assert all(joint.score >= joint.threshold for joint in found.joints)
