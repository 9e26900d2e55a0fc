"""What is commanded enters by a workbook too: template, preview, confirmation."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.doors import application_in, open_site, problem

BASE = "/api/v1/registers"
TOWN, UNIT, VILLAGE, FOREIGN = "110108010", "110108010901", "110108026901", "110108026902"


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    yield from open_site(application_in(demo_folder, tmp_path_factory.mktemp("registers") / "data"))


@pytest.fixture(scope="module")
def office(site):
    return site.person("office", "office")


@pytest.fixture(scope="module")
def clerk(site):
    return site.person("clerk", "clerk", areas=[TOWN])


def book(sheets):
    """Write sheets of rows, each with its headings first."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def sent(client, content, path="/preview", **form):
    return client.post(f"{BASE}{path}?lang=zh-CN", files={"file": ("台账.xlsx", content)}, data=form)


MEASURES = [
    "编码",
    "村（社区）或街镇",
    "日期",
    "问题",
    "措施",
    "责任岗位",
    "完成时限",
    "进展（%）",
    "选举前必须解决",
]
PLAN = [VILLAGE, None, "2019-01-09", "合同不清", "清理集体合同", "镇经管站", "1月20日", 30, "是"]


def test_the_template_has_the_sheets_of_the_role(office, clerk):
    def sheets(client, query=""):
        answer = client.get(f"{BASE}/template.xlsx?lang=zh-CN{query}")
        assert answer.status_code == 200
        return load_workbook(BytesIO(answer.content))

    assert sheets(office, "&only=measure").sheetnames == ["措施", "选项"]
    whole, own = sheets(office).sheetnames, sheets(clerk).sheetnames
    assert {"重点难点村", "责任分工", "政策解答"} <= set(whole)
    assert not {"重点难点村", "政策解答"} & set(own)
    sheet = sheets(office)["核查"]
    assert [cell.value for cell in sheet[2]] == [
        "编码",
        "村（社区）或街镇",
        "日期",
        "换届类别",
        "事项",
        "完成",
        "版本",
    ]
    assert len(sheet.data_validations.dataValidation) == 3, "track, item and yes or no are chosen"
    assert "演示数据" in sheet["A1"].value


def test_a_workbook_is_looked_at_recorded_and_then_the_same(site, office):
    content = book({"措施": [MEASURES, PLAN], "说明": [["随便"]]})
    before = site.services.queries.revision()
    told = sent(office, content).json()
    assert (told["new"], told["same"], told["wrong"], told["ignored"]) == (1, 0, 0, ["说明"])
    assert told["lines"][0]["text"] == "1月9日 镇经管站，进展 30 %：清理集体合同"
    assert site.services.queries.revision() == before, "looking records nothing"
    done = sent(office, content, "", digest=told["digest"])
    assert (done.status_code, done.json()["recorded"]) == (201, 1)
    fact = site.services.queries.facts(VILLAGE)[-1]
    assert (fact.type, fact.payload.problem, fact.payload.gate, f"{fact.payload.due}") == (
        "measure",
        "合同不清",
        True,
        "2019-01-20",
    )
    again = sent(office, content).json()
    assert (again["new"], again["same"]) == (0, 1)
    assert problem(sent(office, content, "", digest=again["digest"])) == (422, "register-empty")
    further = book({"措施": [MEASURES, [*PLAN[:7], 80, "是"]]})
    told = sent(office, further).json()
    assert sent(office, further, "", digest=told["digest"]).status_code == 201
    assert site.services.queries.facts(VILLAGE)[-1].subject == fact.subject, "the same measure goes on"


def test_what_the_record_has_become_since_is_looked_at_again(site, office):
    content = book({"走访": [["编码", "岗位", "类型"], [VILLAGE, "区委副书记", "区领导下沉"]]})
    digest = sent(office, content).json()["digest"]
    fact = {"type": "visit", "payload": {"post": "区委副书记", "kind": "leader"}}
    assert office.post(f"/api/v1/units/{VILLAGE}/facts", json=fact).status_code == 201
    assert problem(sent(office, content, "", digest=digest)) == (409, "register-moved")


@pytest.mark.parametrize(
    ("sheet", "head", "row", "told"),
    [
        ("措施", MEASURES, [VILLAGE, None, None, None, "x", "镇经管站", "13月40日"], "G2：应为存在的日期"),
        ("措施", MEASURES, ["999", None, None, None, "x", "y", "1月20日"], "没有编码为 999 的单位"),
        ("措施", MEASURES, [None, "无此村庄", None, None, "x", "y", "1月20日"], "没有名为“无此村庄”的单位"),
        ("措施", MEASURES, [None, None, None, None, "x", "y", "1月20日"], "缺少编码或名称"),
        ("措施", MEASURES, [VILLAGE, None, None, None, None, "y", "1月20日"], "E2：缺少措施"),
        ("措施", MEASURES, [VILLAGE, None, None, None, "请电13800138000", "y", "1月20日"], "电话"),
        ("措施", MEASURES, [VILLAGE, None, "2019-03-01", None, "x", "y", "1月20日"], "今日"),
        ("走访", ["编码", "岗位", "类型"], [VILLAGE, "区长", "视察"], "C2：应为"),
        ("选情研判", ["编码", "级别"], [TOWN, "平稳"], "此类记录属于村（社区）一级，而该区域为街镇"),
        ("措施", ["甲", "乙"], ["丙", "丁"], "未找到表头行"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_cell_and_nothing_is_recorded(site, office, sheet, head, row, told):
    content = book({sheet: [head, row]})
    before = site.services.queries.revision()
    answer = sent(office, content).json()
    assert answer["wrong"] == 1, answer
    assert told in "；".join(answer["lines"][0]["wrong"])
    assert problem(sent(office, content, "", digest=answer["digest"])) == (422, "register-faulty")
    assert site.services.queries.revision() == before


def test_a_clerk_records_the_own_township_only(site, clerk):
    rows = [["编码", "岗位", "类型"], [UNIT, "街道书记", "现场指导"], [FOREIGN, "街道书记", "现场指导"]]
    told = sent(
        clerk, book({"走访": rows, "责任分工": [["编码", "职责", "岗位"], [UNIT, "街镇指导", "第一组"]]})
    ).json()
    assert [line["state"] for line in told["lines"]] == ["new", "wrong"]
    assert told["lines"][1]["wrong"] == ["您可以查看示例三村，但只能修改学院路街道的内容。"]
    assert told["ignored"] == ["责任分工"], "assignments are the office's"


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_with_a_sentence(site, office, content):
    before = site.services.queries.revision()
    answer = sent(office, content)
    assert answer.status_code == 422
    assert "台账.xlsx" in answer.json()["detail"]
    assert site.services.queries.revision() == before
