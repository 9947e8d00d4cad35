"""A real Chromium: a person who does everything in the wrong order loses nothing."""

import os
import shutil
import signal
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect

from packetgen.bundle.proof.examine import examine
from tests.bundles import pdf_of
from tests.conftest import EXAMPLE
from tests.folders import build
from tests.web import conftest as web
from tests.web.association.test_upload import changed, opendocument
from tests.web.conftest import BEFORE, DAY, Open, check, enter, pieces_of

pytestmark = pytest.mark.slow
STATUTS = EXAMPLE.parent / "statuts.pdf"


def photo(path: Path, width: int, height: int) -> Path:
    """A photo of so many pixels of noise, which no coding makes light."""
    noise = Image.frombytes("L", (width, height), os.urandom(width * height))
    noise.convert("RGB").save(path, quality=95)
    return path


def wrong_things(folder: Path) -> dict[str, Path]:
    """What people drop first, by what the page says of it."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    damaged, trace, link, book = (
        folder / name for name in ("classeur.xlsx", "~$classeur.xlsx", "rib.pdf.lnk", "projet.ods")
    )
    damaged.write_bytes(EXAMPLE.read_bytes()[:3000])
    trace.write_bytes(b"\x03moi")
    link.write_bytes(b"L\0\0\0\x01\x14\x02\0")
    book.write_bytes(opendocument("Porteur", "Pièces"))
    return {
        "« classeur.xlsx » est incomplet ou abîmé": damaged,
        "« ~$classeur.xlsx » n’est que la trace d’un autre document": trace,
        "« rib.pdf.lnk » est un raccourci": link,
        "« projet.ods » est un classeur OpenDocument": book,
        "« ancien.xlsx » : L’appel 2019 n’a pas de données": changed(folder / "ancien.xlsx", 2019),
        "lourde.jpg": photo(folder / "lourde.jpg", 9000, 5600),
        "image.jpg": photo(folder / "a" / "image.jpg", 600, 400),
        "image (2).jpg": photo(folder / "b" / "image.jpg", 500, 400),
    }


def test_the_wrong_things_in_the_wrong_order_then_a_bundle_the_next_day(
    tab: Page, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    faulty, _ = folders
    home = tmp_path / "home"
    with web.started(home, *DAY) as (process, address):
        enter(tab, address)
        things = wrong_things(tmp_path)
        assert things["lourde.jpg"].stat().st_size > 40_000_000
        for thing in things.values():
            web.drop_files(tab, thing)
        for said in things:
            expect(tab.locator("#etape-2")).to_contain_text(said)
        expect(tab.locator("#suite + p")).to_contain_text("Il manque le classeur rempli")
        check(tab)
        web.drop_files(tab, *pieces_of(faulty)[:3])
        web.drop_files(tab, faulty, *pieces_of(faulty)[3:])
        for said in things:
            expect(tab.locator("#etape-2")).to_contain_text(said)
        # the heavy photo is told by its name with what to do
        lourde = tab.locator("#recus li", has_text="lourde.jpg")
        expect(lourde).to_contain_text("Mo")
        # two files of one name: who asks is answered
        tab.click("button:has-text('Non, garder les deux')")
        web.settled(tab)
        for name in ("image.jpg", "image (2).jpg", "cerfa-voisins-connectes.pdf"):
            row = tab.locator(".rangement li").filter(has=tab.locator(f"label:text-is('{name}')"))
            row.locator("select").select_option("Ne pas joindre")
            row.locator("button:has-text('Ranger')").click()
            expect(row).to_have_count(0)
            expect(tab.locator("#travail")).to_have_count(0)
        correct_two_cells(tab)
        # a piece is replaced, and no other moves
        web.open_step(tab, 2)
        insurance = tmp_path / "attestation.pdf"
        insurance.write_bytes(STATUTS.read_bytes() + b"\n")
        web.drop_files(tab, insurance, within="#pieces-assurance input[type=file]")
        expect(tab.locator("#pieces-assurance")).to_contain_text("attestation.pdf")
        dossier = tab.url.partition("#")[0].partition("/dossier/")[2]
        process.send_signal(signal.SIGKILL)
    context = tab.context
    tab.close()
    with web.started(home, *DAY) as (_, address):
        again = context.new_page()
        enter(again, address)
        expect(again.locator("h1")).to_have_text("Vos dossiers")
        check(again)
        again.click(".dossiers a")
        assert dossier in again.url
        expect(again.locator("#travail")).to_have_count(0)
        expect(again.locator("#suite + p")).to_contain_text("Tout ce qui est demandé y est")
        again.click("#suivant")
        expect(again.locator("#suite + p")).to_contain_text("Le dossier est complet et prouvé")
        check(again)
        read_all_pages(again)
        take_away(again, tmp_path)
        for said in things:
            expect(again.locator("#etape-2")).to_contain_text(said)


def correct_two_cells(tab: Page) -> None:
    """Correct what is wrong where it is said, with a reload before it is verified."""
    expect(tab.locator("#suite + p")).to_contain_text("à corriger avant que le dossier")
    tab.click("#suivant")
    tab.fill("[name='case.porteur.siret']", "912 345 006 00015")
    expect(tab.locator("[data-etat-garde]")).to_have_text("Gardé, pas encore vérifié.")
    tab.fill("[name='case.action.montant_call']", "6 500 €")
    with tab.expect_response("**/correction"):
        tab.keyboard.press("Tab")
    tab.reload()
    web.open_step(tab, 3)
    expect(tab.locator("[name='case.porteur.siret']")).to_have_value("912 345 006 00015")
    check(tab)
    tab.evaluate(BEFORE)
    tab.click("text=Vérifier mes corrections")
    web.settled(tab)
    expect(tab.locator("#etape-3")).to_contain_text("points réglés")
    expect(tab.locator("#etape-3")).to_contain_text("2 cases corrigées ici")


def read_all_pages(tab: Page) -> None:
    """Read all pages in one view, by keyboard."""
    tab.click("#suivant")
    sheets = tab.locator(".feuilles figure")
    pages = sheets.count()
    assert pages > 10
    tab.set_viewport_size({"width": 1600, "height": 1000})
    lefts = [sheets.nth(place).bounding_box() for place in (0, 1)]
    assert lefts[0] and lefts[1] and lefts[0]["y"] == lefts[1]["y"]  # side by side
    for page in range(1, pages + 1):
        tab.keyboard.press("ArrowRight")
        expect(tab.locator(f"#page-{page}")).to_be_focused()
        picture = tab.locator(f"#page-{page} img")
        expect(picture).to_have_js_property("naturalWidth", 1100)
    check(tab)
    tab.emulate_media(media="print")
    expect(tab.locator("header")).to_be_hidden()
    tab.emulate_media(media="screen")
    tab.click("text=Revenir au dossier")


def take_away(tab: Page, tmp_path: Path) -> None:
    """Take the bundle: its bytes are those that the commands make of the corrected workbook."""
    bundle = web.download(tab, "Télécharger le dossier PDF", tmp_path)
    assert not examine(bundle).differences
    with zipfile.ZipFile(web.download(tab, "Tout télécharger", tmp_path)) as archive:
        archive.extractall(tmp_path / "tout")
    given = tmp_path / "tout" / "Classeur et pièces"
    [book] = given.glob("*.xlsx")
    assert load_workbook(book)["Porteur"]["C10"].value == "912 345 006 00015"
    assert bundle.read_bytes() == pdf_of(build(book, tmp_path / "generer")).read_bytes()


def test_a_file_is_cancelled_or_sent_again_alone(page: Open, tab: Page, tmp_path: Path) -> None:
    enter(tab, page(*DAY))
    web.drop_files(tab, EXAMPLE)
    context = tab.context
    context.set_offline(True)
    web.open_step(tab, 2)
    lost, other = (shutil.copy(STATUTS, tmp_path / name) for name in ("a.pdf", "b.pdf"))
    tab.set_input_files("#deposes", [lost, other])
    rows = tab.locator(".envois li")
    expect(rows.nth(1)).to_contain_text("Réessayez")
    check(tab)
    context.set_offline(False)
    tab.evaluate(BEFORE)
    rows.nth(1).locator("button").click()
    expect(rows.nth(1)).to_contain_text("Gardé")
    expect(rows.nth(0)).to_contain_text("Réessayez")
    tab.click("text=Continuer sans les fichiers qui manquent")
    web.settled(tab)
    expect(tab.locator("#etape-2")).to_contain_text("b.pdf")
    expect(tab.locator("#etape-2")).not_to_contain_text("a.pdf")


def test_a_dossier_stays_until_it_is_erased(page: Open, tab: Page, tmp_path: Path) -> None:
    enter(tab, page(*DAY))
    long = shutil.copy(STATUTS, tmp_path / f"{'statuts-' * 12}.pdf")
    web.drop_files(tab, EXAMPLE, Path(long))
    first = tab.url.partition("#")[0]
    home = first.partition("/dossier/")[0]
    files = tab.locator("#etape-2")
    for address in (f"{home}/call", f"{home}/rien", first):
        tab.goto(address)
        check(tab)
        tab.click(".marque a")
        tab.click(".dossiers a")
        expect(files).to_contain_text("statuts-statuts-")
    # what is wrong, and what was typed, stay at a reload
    web.open_step(tab, 1)
    tab.click("summary:has-text('Faire un classeur')")
    tab.fill("#actions", "25")
    tab.click("button:has-text('Faire le classeur')")
    for _ in range(2):
        expect(tab.locator("#erreurs")).to_contain_text("Le nombre d’actions va de 1 à 20")
        expect(tab.locator("#actions")).to_have_value("25")
        tab.reload()
    # one screen for the step, three at most before the pages
    assert tab.evaluate("document.documentElement.scrollHeight") < 3 * 900
    tab.click("text=Effacer ce dossier")
    expect(tab.locator(".perdu")).to_have_count(0)
    check(tab)
    tab.click("text=Oui, l’effacer")
    expect(tab.locator(".perdu")).to_contain_text("le classeur « classeur.xlsx »")
    tab.click("text=Garder le dossier")
    expect(files).to_contain_text("statuts-statuts-")
    tab.click("text=Effacer ce dossier")
    tab.click("text=Oui, l’effacer")
    tab.click("text=Effacer pour toujours")
    expect(tab.locator("h1")).to_have_text("Faire le dossier de mon association")
    tab.goto(first)
    expect(tab.locator("h1")).to_have_text("Un problème est survenu")
    tab.goto(f"{home}/fin")
    expect(tab.locator("main")).to_contain_text("Rien n’est effacé")
    tab.click("button:has-text('Quitter')")
    expect(tab.locator("h1")).to_have_text("C’est fini")
    check(tab)
