"""A workbook read and checked, with its files: the input of every later step."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.annexes.client import Intakes
from packetgen.annexes.find_file import AnnexMissing
from packetgen.annexes.ocr.client import ImageReading, read_images
from packetgen.annexes.outcome import Intake
from packetgen.checks import run
from packetgen.checks.rule import OF_BUDGET, Case, Rule, documents_made_false
from packetgen.checks.rules.concordance import READ_BY_LINE
from packetgen.errors import AnnexRefused, ExitCode, InputChanged
from packetgen.model.action import Action
from packetgen.model.bundle import SourceFile, State
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Paquet
from packetgen.model.dossier import SIGNATURE, Dossier
from packetgen.model.fields import action_of
from packetgen.model.finding import Finding, Severity
from packetgen.pipeline import scope
from packetgen.pipeline.uploads import Find, UploadedFiles, files_beside
from packetgen.system.files import digest_of
from packetgen.text import IBAN, count, mask_iban
from packetgen.workbook.project import read_workbook
from packetgen.workbook.read.dossier import Reading

MEGABYTE = 1_000_000
# What Word and the engines draw
SIGNATURE_KINDS = ("PNG", "JPEG")
# Taken in, and refused, by the key of the piece; what was read on pictures
IntakeResults = tuple[Mapping[str, Intake], Mapping[str, AnnexRefused], ImageReading]


class Verification(Struct, frozen=True):
    """Content of the workbook and what is wrong with it.

    `rules_passed` are the rules that bear on the dossier and hold. `intakes` and `refusals` give,
    by key of a piece, its clean pages or why there are none, `texts` the text of these pages;
    `image_reading` is of those that are pictures. `workbook` is the file read, `signature` an image
    for the letter. Pieces and findings are those of one bundle, `paquet`; `other_actions` ask
    nothing of its funder.
    """

    dossier: Dossier
    campagne: Campagne
    findings: tuple[Finding, ...]
    rules_passed: tuple[Rule, ...]
    intakes: Mapping[str, Intake]
    refusals: Mapping[str, AnnexRefused]
    texts: Mapping[str, tuple[str, ...]]
    workbook: SourceFile
    paquet: Paquet
    other_actions: tuple[Action, ...] = ()
    signature: Intake | None = None
    image_reading: ImageReading = field(default_factory=ImageReading)

    @property
    def title(self) -> str:
        """One line that names the workbook, the call, the porteur and the actions."""
        dossier, actions = self.dossier, count(len(self.dossier.actions), "action")
        said = (dossier.file, self.campagne.intitule, dossier.porteur.denomination, actions)
        return " – ".join(said)

    @property
    def taken(self) -> tuple[Intake, ...]:
        """The files taken in, the signature last."""
        return (*self.intakes.values(), *filter(None, [self.signature]))

    def state_without_pages(self, key: str) -> State:
        """State of a piece that has no pages: absent where no file was found, else refused."""
        refusal = self.refusals.get(key)
        is_absent = refusal is None or isinstance(refusal, AnnexMissing)
        return State.ABSENTE if is_absent else State.REFUSEE

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stop the documents of the bundle; what is owed makes it incomplete."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def exit_code(self) -> ExitCode:
        """0, or 9 when only refused files block, or 3 when the dossier does not conform."""
        blocked = {each.key for each in self.findings if each.severity is Severity.BLOQUANT}
        there = (key for key, why in self.refusals.items() if not isinstance(why, AnnexMissing))
        refused = {f"{key}.fichier" for key in there}
        if not blocked:
            return ExitCode.DONE
        return ExitCode.ANNEX_REFUSED if blocked <= refused else ExitCode.DOSSIER_NOT_CONFORM


class PendingVerification(Struct, frozen=True):
    """A workbook that was read, while the annex process takes its files in.

    `digest` is the workbook's sha256; `missing_files` are the refusals of the files not found, by
    key of a piece; `other_actions` are those that ask nothing of the bundle's funder.
    """

    source: Path
    digest: str
    campagne: Campagne
    paquet: Paquet
    other_actions: tuple[Action, ...]
    reading: Reading
    missing_files: Mapping[str, AnnexRefused]


def start_verification(
    source: Path,
    client: Intakes,
    numero: int | None = None,
    pour: str = scope.COMPLET,
    given: UploadedFiles | None = None,
) -> PendingVerification:
    """Read the workbook and send its files to the annex process, which takes them in meanwhile.

    They are those `given`, else looked for beside the workbook. With `numero` the other actions,
    their pieces and what is wrong with them are left aside; with `pour`, the code of a bundle, what
    it has no room for. Raises UsageError when the workbook has no such action, the year no such
    bundle, or the bundle's funder is client nothing.
    """
    digest = digest_of(source)
    campagne, _, reading = read_workbook(source, given.workbook if given else "")
    if given:
        reading = replace(reading, dossier=given.attribute(reading.dossier))
    paquet = scope.choose(campagne, pour)
    if numero is not None:
        reading = scope.only(reading, [numero])
    every = reading.dossier.actions
    concerned = scope.actions_for(reading, campagne, paquet)
    other_actions = tuple(action for action in every if action not in concerned)
    if other_actions:
        reading = scope.only(reading, [action.numero for action in concerned])
    reading = replace(reading, dossier=scope.restrict_pieces(reading.dossier, campagne, paquet))
    find = given.find if given else files_beside(source)
    missing = ask_annexes(reading.dossier, campagne, find, client)
    return PendingVerification(source, digest, campagne, paquet, other_actions, reading, missing)


def finish_verification(
    pending: PendingVerification,
    client: Intakes,
    today: date,
    report: Callable[[str], None] = lambda _name: None,
) -> Verification:
    """Collect the files, and run the rules of the year; `report` receives the name of each file."""
    intakes, refused = client.results(report)
    refusals = {**pending.missing_files, **refused}
    signature = intakes.pop(SIGNATURE, None)
    if signature and signature.kind not in SIGNATURE_KINDS:
        messages = f"« {signature.name} » : la signature doit être une image PNG ou JPEG."
        signature, refusals[SIGNATURE] = None, AnnexRefused(messages)
    listed = {piece.code for piece in pending.campagne.pieces if not piece.genere}
    keys = (row.key for row in pending.reading.dossier.pieces if row.code in listed)
    images = read_images({key: intakes[key] for key in keys if key in intakes}, report)
    return check_files(pending, (intakes, refusals, images), signature, today)


def check_files(
    pending: PendingVerification, files: IntakeResults, signature: Intake | None, today: date
) -> Verification:
    """Run the rules of the year on a workbook and its files."""
    intakes, refusals, images = files
    dossier, campagne, read = pending.reading.dossier, pending.campagne, pending.reading.findings
    messages = {key: str(refusal) for key, refusal in refusals.items()}
    texts = {key: intake.texts for key, intake in intakes.items()}
    lines = {key: intake.lines for key, intake in intakes.items() if intake.lines}
    weights = {key: intake.pdf.stat().st_size for key, intake in intakes.items()}
    case = Case(dossier, campagne, today, messages, texts, lines, weights, images.texts)
    checked = run.run_rules(case)
    ours = scope.findings_for(merge_findings(read, checked.findings), campagne, pending.paquet)
    findings = tuple(map(without_iban, in_order(ours, dossier)))
    return Verification(
        dossier,
        campagne,
        findings,
        checked.rules_passed,
        intakes,
        refusals,
        texts,
        SourceFile(dossier.file, "Classeur", pending.digest),
        pending.paquet,
        pending.other_actions,
        signature,
        images,
    )


def refuse_changes(pending: PendingVerification, verified: Verification) -> None:
    """Raise InputChanged when the workbook or a file is no longer what the bundle is made of."""
    made_of = [(pending.source, verified.dossier.file, pending.digest)]
    made_of += [(each.source, each.name, each.sha256) for each in verified.taken]
    for path, name, digest in made_of:
        if digest_of(path) != digest:
            raise InputChanged.said("changed_meanwhile", name)


def merge_findings(read: Iterable[Finding], broken: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join the findings of reading and of rules: an unreadable value is reported once.

    One that is owed is then as if it was missing; a budget with an unread amount is not summed.
    """
    broken = tuple(broken)
    owed = {each.key for each in broken if each.owed}
    listed = tuple(
        each
        if each.key in owed
        else replace(each, falsifies=documents_made_false(each.code, each.key))
        for each in read
    )
    unread = {each.key for each in listed if each.severity is Severity.BLOQUANT}
    unsummed = {action_of(key) for key in unread if key.startswith("budget")}
    rest = (each for each in broken if each.key not in unread)
    kept = (it for it in rest if it.code not in OF_BUDGET or action_of(it.key) not in unsummed)
    return (*listed, *kept)


def without_iban(finding: Finding) -> Finding:
    """Mask an IBAN that a message quotes from a cell made for something else."""
    message = IBAN.sub(lambda found: mask_iban(found[0]), finding.message)
    return replace(finding, message=message)


def in_order(findings: Iterable[Finding], dossier: Dossier) -> tuple[Finding, ...]:
    """Sort findings by severity, then as one reads the workbook: sheet by sheet, row by row."""
    severities = list(Severity)
    sheets = list(dict.fromkeys(origin.sheet for origin in dossier.origins.values()))

    def place(finding: Finding) -> tuple[int, int, int]:
        origin = finding.origin
        sheet = sheets.index(origin.sheet) if origin and origin.sheet in sheets else -1
        return severities.index(finding.severity), sheet, origin.row if origin else 0

    return tuple(sorted(findings, key=place))


def ask_annexes(
    dossier: Dossier, campagne: Campagne, find: Find, client: Intakes
) -> dict[str, AnnexRefused]:
    """Send each file that the workbook names, the signature too; return the refusals of those
    not found, by key.

    `find` is given the key of a piece and the name written for it.
    """
    most = campagne.seuil("max_mo_piece").valeur * MEGABYTE
    limits = {"max_pages": campagne.seuil("max_pages_piece").valeur, "max_bytes": most}
    files = [(given.key, given.fichier, given.code) for given in dossier.pieces]
    missing_files: dict[str, AnnexRefused] = {}
    for key, name, code in (*files, (SIGNATURE, dossier.porteur.image_signature, "")):
        if not name:
            continue
        try:
            file = find(key, name)
            client.ask(key, file.path, name=file.name, by_line=code == READ_BY_LINE, **limits)
        except AnnexRefused as refusal:
            missing_files[key] = refusal
    return missing_files
