"""Which stage a word in a file means: of a pipeline that is there, or of one made for the file."""

from collections import Counter, defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.exchange.plan import Plan, Ref, Refused
from salesdesk.exchange.values import ReadTable
from salesdesk.models import Pipeline, Stage
from salesdesk.rules.names import name_key
from salesdesk.rules.pipelines import StageTemplate, even_probabilities
from salesdesk.translation import tr

DECIDED_WORDS = {
    "won": "won",
    "closed won": "won",
    "gewonnen": "won",
    "lost": "lost",
    "closed lost": "lost",
    "verloren": "lost",
}


class Stages:
    """The stages of the deals of one import; `may_make` lets a pipeline be planned where none fits."""

    def __init__(self, session: Session, plan: Plan, *, may_make: bool) -> None:
        self.session = session
        self.plan = plan
        self._may_make = may_make
        self._stages: dict[str, int | Ref] = {}
        self._stage_types: dict[str, str] = {}
        self._by_pipeline: dict[str, dict[str, tuple[int | Ref, str]]] = {}

    def find(self, read: ReadTable) -> None:
        """The stage of each value: of a known pipeline that has them all, else of one made for this file."""
        places = read.mapping.fields("deals")
        found = [row.values["deals"] for row in read.rows if row.problem is None]
        words = Counter(
            values["stage"]
            for values in found
            if values.get("stage") and not (values.get("pipeline") and self._stages_of(values["pipeline"]))
        )
        if "stage" not in places or not words:
            self._use_pipeline(self._first_pipeline())
            return
        pipeline = self._pipeline_for(read, set(words))
        if pipeline is not None:
            self._use_pipeline(pipeline)
        elif self._may_make:
            self._plan_pipeline(read, list(words))
        else:
            self._use_pipeline(self._first_pipeline())

    def _first_pipeline(self) -> int | None:
        question = sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None)).order_by(Pipeline.position)
        return self.session.scalar(question.limit(1))

    def _pipeline_for(self, read: ReadTable, words: set[str]) -> int | None:
        keys = {name_key(word) for word in words} - DECIDED_WORDS.keys()
        rows = self.session.execute(
            sa.select(Stage.pipeline_id, Stage.name_key)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
            .order_by(Pipeline.name_key != name_key(read.source), Pipeline.position)
        )
        stages: dict[int, set[str]] = defaultdict(set)
        for pipeline_id, key in rows:
            stages[pipeline_id].add(key)
        return next((pipeline for pipeline, known in stages.items() if keys <= known), None)

    def _use_pipeline(self, pipeline_id: int | None) -> None:
        if pipeline_id is None:
            return
        rows = self.session.execute(
            sa.select(Stage.id, Stage.name_key, Stage.type)
            .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
            .order_by(Stage.position)
        ).all()
        for word, kind in DECIDED_WORDS.items():
            decided = next((row.id for row in rows if row.type == kind), None)
            if decided is not None:
                self._stages[word], self._stage_types[word] = decided, kind
        for row in rows:
            self._stages[row.name_key], self._stage_types[row.name_key] = row.id, row.type
        first = next((row for row in rows if row.type == "open"), rows[0] if rows else None)
        if first is not None:
            self._stages[""], self._stage_types[""] = first.id, first.type

    def _stages_of(self, pipeline: str) -> dict[str, tuple[int | Ref, str]]:
        """The stages of a pipeline by name, nothing if there is no such pipeline."""
        key = name_key(pipeline)
        if key not in self._by_pipeline:
            rows = self.session.execute(
                sa.select(Stage.name_key, Stage.id, Stage.type)
                .join(Pipeline, Pipeline.id == Stage.pipeline_id)
                .where(Pipeline.name_key == key, Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
            )
            self._by_pipeline[key] = {row[0]: (row[1], row[2]) for row in rows}
        return self._by_pipeline[key]

    def _plan_pipeline(self, read: ReadTable, words: list[str]) -> None:
        """Open stages in the order of the share of their deals that have begun; probabilities as defaults."""
        begun: dict[str, list[int]] = defaultdict(list)
        for row in read.rows:
            values = row.values.get("deals", {})
            if values.get("stage"):
                begun[values["stage"]].append(values.get("started_on") is not None)
        opened = [word for word in words if name_key(word) not in DECIDED_WORDS]
        opened.sort(key=lambda word: (sum(begun[word]) / len(begun[word]), -len(begun[word])))
        shares = even_probabilities(len(opened))
        won = next((word for word in words if DECIDED_WORDS.get(name_key(word)) == "won"), tr("Won"))
        lost = next((word for word in words if DECIDED_WORDS.get(name_key(word)) == "lost"), tr("Lost"))
        stages = [StageTemplate(word, "open", share) for word, share in zip(opened, shares, strict=True)]
        stages += [StageTemplate(won, "won", 100), StageTemplate(lost, "lost", 0)]
        self.plan.pipelines.append((read.source, tuple(stages)))
        for word, kind in DECIDED_WORDS.items():
            name = won if kind == "won" else lost
            self._stages[word], self._stage_types[word] = Ref("stages", name_key(name)), kind
        for stage in stages:
            key = name_key(stage.name)
            self._stages[key], self._stage_types[key] = Ref("stages", key), stage.type
        first = name_key(stages[0].name)
        self._stages[""], self._stage_types[""] = self._stages[first], self._stage_types[first]
        self.plan.messages.append(
            tr(
                "The pipeline {name} is made; the probabilities of its stages are defaults, not experience."
            ).format(name=read.source)
        )

    def of(self, word: str | None, pipeline: str | None) -> tuple[int | Ref, str]:
        """The stage that a cell names, with its type; of the pipeline that another cell names, if it does."""
        key = name_key(word or "")
        of_pipeline = self._stages_of(pipeline) if pipeline else {}
        if pipeline and not of_pipeline and not self._may_make:
            raise Refused(
                "pipeline",
                pipeline,
                tr("there is no pipeline of this name"),
                tr("make it first, or use --create-missing {record}").format(record="stages"),
            )
        if key in of_pipeline:
            return of_pipeline[key]
        if key not in self._stages:
            raise Refused(
                "stage",
                word,
                tr("this stage is unknown"),
                tr("make it first, or use --create-missing {record}").format(record="stages"),
            )
        return self._stages[key], self._stage_types[key]
