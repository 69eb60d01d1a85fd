"""What the parts say to a machine that reads them aloud, and what they refuse."""

import itertools
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from tests.look.gallery_content import CONTENT, Pages

Render = Callable[..., str]


def test_a_light_is_colour_shape_and_word(rendered: Render) -> None:
    for light, word in {"green": "正常", "yellow": "将到期", "red": "已超期", "blue": "暂停", "grey": "已结"}.items():
        html = rendered('{% from "look/light.html" import light as lamp %}{{ lamp(one) }}', one=light)
        assert f'class="light {light} pill"' in html
        assert '<svg class="m' in html
        assert 'aria-hidden="true"' in html
        assert f"<span>{word}</span>" in html


def test_the_five_lights_have_five_shapes(rendered: Render) -> None:
    source = '{% from "look/light.html" import mark %}{{ mark(one) }}'
    shapes = {rendered(source, one=light).split(">", 1)[1] for light in ("green", "yellow", "red", "blue", "grey")}
    assert len(shapes) == 5


def test_a_light_without_a_shape_is_an_error(rendered: Render) -> None:
    with pytest.raises(UndefinedError):
        rendered('{% from "look/light.html" import light %}{{ light("purple", "?") }}')


def test_an_unknown_icon_is_an_error(rendered: Render) -> None:
    with pytest.raises(UndefinedError):
        rendered('{% from "look/icon.html" import icon %}{{ icon("unicorn") }}')


def test_icons_are_silent(rendered: Render) -> None:
    html = rendered('{% from "look/icon.html" import icon, SHAPES %}{% for name in SHAPES %}{{ icon(name) }}{% endfor %}')
    assert html.count("<svg") == html.count('aria-hidden="true"') == html.count('viewBox="0 0 24 24"') >= 35


def a_field(rendered: Render, arguments: str) -> str:
    return rendered(f'{{% from "look/form.html" import field %}}{{{{ field({arguments}) }}}}')


def test_a_field_has_a_label_of_its_own(rendered: Render) -> None:
    html = a_field(rendered, '"head", "Name", required=true')
    assert '<label for="f-head">Name</label>' in html
    assert 'id="f-head" name="head" type="text"' in html
    assert " required" in html


def test_a_field_that_may_stay_empty_says_so(rendered: Render) -> None:
    assert "（选填）" in a_field(rendered, '"head", "Name"')
    assert "（选填）" not in a_field(rendered, '"head", "Name", mark=false')


def test_error_and_hint_are_tied_to_their_field(rendered: Render) -> None:
    html = a_field(rendered, '"head", "Name", error="Mend me", hint="Look here"')
    assert 'aria-describedby="f-head-error f-head-hint"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="f-head-error">.*Mend me', html)
    assert 'id="f-head-hint">Look here' in html


def test_a_field_keeps_what_was_typed_and_escapes_it(rendered: Render) -> None:
    assert 'value="&lt;岩&#34;"' in rendered(
        '{% from "look/form.html" import field %}{{ field("head", "Name", value=typed) }}', typed='<岩"'
    )


def test_passwords_and_files_are_never_sent_back(rendered: Render) -> None:
    assert "value=" not in a_field(rendered, '"secret", "Password", value="x", type="password"')
    assert "value=" not in a_field(rendered, '"photo", "Photo", value="x", type="file"')


def test_a_select_keeps_its_choice_whatever_its_type(rendered: Render) -> None:
    html = a_field(rendered, '"team", "Team", value="7", options=[("", "Choose"), (7, "Seven")]')
    assert '<option value="7" selected>Seven</option>' in html
    assert '<option value="">Choose</option>' in html


def test_choices_are_a_group_with_a_legend(rendered: Render) -> None:
    html = a_field(rendered, '"mode", "Mode", value="b", type="radio", options=[("a", "A"), ("b", "B", "why")], error="Choose"')
    assert html.startswith("<fieldset")
    assert 'aria-describedby="f-mode-error "' in html
    assert re.search(r'value="b" checked>\s*<span>B<span class="sub">why', html)
    assert html.count("checked") == 1


def test_several_ticks_keep_each(rendered: Render) -> None:
    html = a_field(rendered, '"m", "M", value=["1", "3"], type="checks", options=[(1, "A"), (2, "B"), (3, "C")]')
    assert html.count("checked") == 2
    assert html.count('type="checkbox"') == 3


def test_each_form_brings_an_event_id_and_a_moment(rendered: Render) -> None:
    source = '{% from "look/form.html" import event_fields %}{{ event_fields() }}'
    first, second = rendered(source), rendered(source)
    ids = [UUID(re.findall(r'name="event_id" value="([^"]+)"', html)[0]) for html in (first, second)]
    assert ids[0] != ids[1]
    assert ids[0].version == 4
    assert re.search(r'name="at" value="\d{4}-\d\d-\d\dT[\d:.]+\+00:00"', first)


def test_the_summary_of_errors_leads_to_each_field(rendered: Render) -> None:
    source = '{% from "look/form.html" import errors_summary %}{{ errors_summary(errors) }}'
    html = rendered(source, errors={"head": "Mend", "": "Whole"})
    assert 'role="alert"' in html
    assert "有 2 处要改" in html
    assert '<a href="#f-head">Mend</a>' in html
    assert "<li>Whole</li>" in html
    assert rendered(source, errors={}) == ""


def test_one_error_is_one_in_english(rendered: Render) -> None:
    source = '{% from "look/form.html" import errors_summary %}{{ errors_summary({"a": "b"}) }}'
    assert "One thing to mend" in rendered(source, language="en")


def test_the_ruler_has_one_cell_per_day_and_says_its_answer(rendered: Render) -> None:
    html = rendered('{% from "look/clock.html" import ruler %}{{ ruler(cells, "due on the 20th") }}', cells=CONTENT["cells"])
    assert 'role="img" aria-label="due on the 20th"' in html
    assert html.count('class="count"') == 12
    assert html.count('<rect class="warn"') == 3
    assert html.count('<rect class="pause"') == 2
    assert html.count('<rect class="rest"') == 8
    assert html.count('<path class="due"') == 1
    assert ">今天</text>" in html


def test_the_cells_of_the_ruler_do_not_overlap(rendered: Render) -> None:
    html = rendered('{% from "look/clock.html" import ruler %}{{ ruler(cells, "") }}', cells=CONTENT["cells"])
    at = [(float(x), float(width)) for x, width in re.findall(r'<rect class="\w+" x="([\d.]+)" y="\d+" width="(\d+)"', html)]
    assert len(at) == 27
    assert all(x + width < following for (x, width), (following, _) in itertools.pairwise(at))
    assert at[-1][0] + 35 < float(re.findall(r'viewBox="0 0 ([\d.]+) 104"', html)[0])


def test_the_table_under_the_ruler_marks_what_is_over(rendered: Render) -> None:
    html = rendered('{% from "look/clock.html" import why_table %}{{ why_table(lines) }}', lines=CONTENT["lines"])
    assert html.count('scope="row"') == 5
    assert html.count('<tr class="mark">') == 1
    assert '<td class="r">0</td>' in html


def test_a_sorted_heading_says_so(rendered: Render) -> None:
    html = rendered(
        '{% from "look/table.html" import table, empty_row %}'
        '{% call table("Cases", [{"label": "A", "url": "?s=a", "sorted": "descending"}, {"label": "B", "numeric": true}]) %}'
        '{{ empty_row(2, "None yet") }}{% endcall %}'
    )
    assert 'aria-sort="descending"' in html
    assert '<th scope="col" class="r">B</th>' in html
    assert '<caption class="sr">Cases</caption>' in html
    assert 'colspan="2">None yet' in html


def test_a_bar_is_never_longer_than_its_bed(rendered: Render) -> None:
    source = '{% from "look/number.html" import bar %}{{ bar(good, n, target=95) }}'
    assert 'width="78.6"' in rendered(source, good=11, n=14)
    assert 'width="100.0"' in rendered(source, good=30, n=14)
    assert 'width="0.0"' in rendered(source, good=0, n=0)
    assert "track met" in rendered(source, good=19, n=20)
    assert "track met" not in rendered(source, good=18, n=20)


def test_a_number_without_rows_is_no_link(rendered: Render) -> None:
    source = '{% from "look/number.html" import figure %}{{ figure(3, "cases", "Overdue", href) }}'
    assert '<a class="card num" href="/cases">' in rendered(source, href="/cases")
    assert "<a" not in rendered(source, href=None)


def test_the_pager_offers_only_pages_that_are(rendered: Render) -> None:
    source = '{% from "look/pager.html" import pager %}{{ pager(page) }}'
    assert 'href="?page=2"' in rendered(source, page=Pages(1, 3))
    assert 'rel="prev"' not in rendered(source, page=Pages(1, 3))
    assert 'rel="next"' not in rendered(source, page=Pages(3, 3))
    assert rendered(source, page=Pages(1, 1)) == ""


def test_a_dialog_is_a_form_with_a_way_without_scripts(rendered: Render) -> None:
    html = rendered(
        '{% from "look/dialog.html" import opener, dialog %}{{ opener("d", "Pass on", href="/cases/1/pass-on") }}'
        '{% call dialog("d", "Pass on", "/cases/1/pass-on", "Go") %}body{% endcall %}'
    )
    assert 'href="/cases/1/pass-on"' in html
    assert '<dialog class="dialog" id="d" aria-labelledby="d-title">' in html
    assert 'name="csrf_token"' in html
    assert 'name="event_id"' in html


def test_dots_stand_between_what_is_there(rendered: Render) -> None:
    html = rendered('{% from "look/card.html" import dots %}{{ dots(["a", None, "", "b"]) }}')
    assert html == '<span>a</span><span class="sep">·</span><span>b</span>'


def test_facts_leave_out_what_is_not_known(rendered: Render) -> None:
    html = rendered('{% from "look/card.html" import facts %}{{ facts([("A", "1"), ("B", None), ("C", 0)]) }}')
    assert html.count("<dt>") == 2
    assert "<dd>0</dd>" in html


def test_the_next_stop_can_be_called_and_begun(rendered: Render) -> None:
    html = rendered('{% from "look/stop.html" import stop %}{{ stop(1, "岩温叫", "x", "/visits/1", phone="0691", next=true) }}')
    assert re.search(r'href="tel:0691">.*电话<span class="sr"> 岩温叫</span>', html)
    assert '<a class="btn main" href="/visits/1">开始</a>' in html


def test_an_error_page_says_what_to_do_next(rendered: Render) -> None:
    for status in (400, 401, 403, 404, 405, 409, 413, 429, 500):
        html = rendered('{% include "errors/error.html" %}', status=status, title="T", text="What happened")
        assert "<h1>T</h1>" in html
        assert "What happened" in html
        assert 'class="btn main" href="/' in html


def test_a_conflict_shows_both_versions_and_where_they_differ(rendered: Render) -> None:
    html = rendered('{% include "errors/conflict.html" %}', **CONTENT)
    assert html.count('<tr class="differs">') == 1
    assert "玉香罕" in html
    assert "门二" in html
    assert 'name="worker" value="门二"' in html
    assert 'href="/case"' in html


def test_the_switches_tell_which_is_on(rendered: Render) -> None:
    html = rendered('{% from "look/account.html" import switches %}{{ switches("/x?y=1") }}')
    assert 'value="standard" aria-pressed="true"' in html
    assert 'value="zh" lang="zh" aria-pressed="true">中文' in html
    assert 'name="next" value="/x?y=1"' in html


def test_the_bar_claims_no_upload_that_it_does_not_know(rendered: Render) -> None:
    source = '{% from "look/sending.html" import sending %}{{ sending(sent) }}'
    assert "没有待传" in rendered(source, sent=None).split("<template")[0]
    assert "今天已上传 0" in rendered(source, sent=0).split("<template")[0]
