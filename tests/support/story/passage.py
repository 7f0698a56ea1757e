"""One passage at a gate: what was decided is held against what the story says, to the last rule."""

from typing import TYPE_CHECKING, Final

from api.contract.gates import DecisionOut, SignatureIn
from tests.support.story import ordinary
from tests.support.story.callers import ANA, BEA
from tests.support.story.ordinary import ANY, EITHER, Changed

if TYPE_CHECKING:
    from tests.support.story.prison import Prison

HAPPENED: Final = {
    ("intake", "admit"): "intake.admitted",
    ("intake", "hold"): "intake.held",
    ("intake", "refuse"): "intake.refused",
    ("visitor-enrolment", "admit"): "visitor.enrolled",
    ("visitor-enrolment", "hold"): "visitor.held",
    ("visitor-enrolment", "refuse"): "visitor.refused",
    ("visit-entry", "admit"): "visit.entered",
    ("visit-entry", "hold"): "visit.held",
    ("visit-entry", "refuse"): "visit.refused",
    ("visit-exit", "admit"): "visit.left",
    ("visit-exit", "hold"): "visit.exit-held",
    ("visit-exit", "refuse"): "visit.exit-held",
    ("release", "admit"): "release.done",
    ("release", "hold"): "release.held",
    ("release", "refuse"): "release.refused",
    ("departure", "admit"): "movement.departed",
    ("departure", "hold"): "movement.held",
    ("departure", "refuse"): "movement.refused",
    ("return", "admit"): "movement.returned",
    ("return", "hold"): "movement.held",
    ("return", "refuse"): "movement.refused",
}
_OUTCOMES: Final = {"admitted": "admit", "refused": "refuse", "open": "hold"}


class Passage:
    """Somebody at a gate. shows: whose body stands there, None: nobody's is captured.

    told: the last decision; None where the service died over the answer and the store has to say.
    """

    def __init__(self, prison: "Prison", who: str, shows: int | None, told: DecisionOut) -> None:
        self._prison = prison
        self._who = who
        self._shows = shows
        self.id = told.passage_id
        self._take(told)

    # -- what the story says of it -------------------------------------------------------------------------

    def admitted(self, changed: Changed | None = None, tells: str = "") -> "Passage":
        """They pass. changed: rules that say something else than of ordinary people; tells: who hears what,
        as `court defender: intake.no-order; supervisor: ...`."""
        return self._says("admit", changed, tells)

    def held(self, changed: Changed | None = None, tells: str = "") -> "Passage":
        """They wait."""
        return self._says("hold", changed, tells)

    def refused(self, changed: Changed | None = None, tells: str = "") -> "Passage":
        """They are turned away."""
        return self._says("refuse", changed, tells)

    # -- what is done with it while it waits ---------------------------------------------------------------

    def signed(self, matter: str, by: str = BEA) -> "Passage":
        """Another officer agrees to something that is awaited, or that the house asks for beside it."""
        path = f"/v1/passages/{self.id}/signatures"
        return self._anew(path, by, SignatureIn(matter=matter), ("already-on-record", "conflict"))

    def reviewed(self) -> "Passage":
        """Two reviewers look at everybody that they are asked about, and see the truth."""
        self._prison.reviewers.look(self._prison)
        return self.again()

    def again(self) -> "Passage":
        """Time has passed, or something came."""
        return self._anew(f"/v1/passages/{self.id}/decision", ANA, None, ("conflict",))

    def abandoned(self) -> None:
        """They go away, or are asked about anew in another way."""
        path = f"/v1/passages/{self.id}"
        self._prison.wire.send("DELETE", path, ANA, already=("conflict",))

    # ------------------------------------------------------------------------------------------------------

    def _anew(self, path: str, by: str, body: SignatureIn | None, already: tuple[str, ...]) -> "Passage":
        answer = self._prison.wire.post(path, by, body, already=already)
        if answer.status_code >= 400 and self._state() == "open":  # carried out, and nobody heard the answer
            answer = self._prison.wire.post(f"/v1/passages/{self.id}/decision", ANA, already=("conflict",))
        settled = answer.status_code >= 400
        self._take(None if settled else DecisionOut.model_validate_json(answer.content))
        return self

    def _state(self) -> str:
        return str(self._prison.wire.get(f"/v1/passages/{self.id}", ANA)["state"])

    def _take(self, told: DecisionOut | None) -> None:
        self.told = told
        if told is None:
            return
        for case in told.reviews:
            self._prison.reviewers.shown(case, self._shows)
        if told.outcome == "admit" and told.gate in ("intake", "visitor-enrolment"):
            assert told.person_id is not None
            assert self._shows is not None
            self._prison.came(self._who, told.person_id, self._shows)

    def _says(self, outcome: str, changed: Changed | None, tells: str) -> "Passage":
        if self.told is None:
            assert _OUTCOMES[self._state()] == outcome, f"{self._who}: {self._state()}"
            self._prison.telling.expects(tells)
            self._prison.telling.of(None)
            return self
        told = self.told
        said = {one.rule: EITHER.get(one.code, one.code) for one in told.findings}
        expected = ordinary.with_changes(told.gate, changed or {})
        differs = {
            rule: (said.get(rule), expected.get(rule))
            for rule in said.keys() | expected.keys()
            if said.get(rule) != expected.get(rule) and (rule not in said or expected.get(rule) != ANY)
        }
        assert not differs, f"{self._who} at {told.gate} (said, expected): {differs}"
        assert told.outcome == outcome, f"{self._who} at {told.gate}: {told.outcome}, {expected}"
        assert {one.outcome for one in told.reasons} == {outcome}
        topics = self._prison.telling.expects(tells)
        happened, notices = self._prison.telling.of(told.decision_id)
        times = happened[HAPPENED[told.gate, outcome]]
        assert times == 1 or (times and self._prison.telling.again), f"{self._who}: {happened}"
        assert notices == topics, f"{self._who} at {told.gate}: {notices} instead of {topics}"
        return self
