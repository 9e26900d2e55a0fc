import pytest
from pydantic import ValidationError

from dashboard.election.command_facts import Matter


@pytest.mark.parametrize(
    "text",
    [
        "身份证110108199001011234",
        "证件 11010819900101123X",
        "１１０１０８１９９００１０１１２３４",
        "110108 1990 0101 1234",
        "请联系13800138000",
        "电话138-0013-8000",
        "+8613800138000",
        "办公室010-62345678",
    ],
)
def test_personal_numbers_are_refused(text):
    with pytest.raises(ValidationError, match="the text holds"):
        Matter(department="区规自分局", text=text)


@pytest.mark.parametrize("text", ["征地补偿款 12345678 元未到位", "2018年12月14日第3次会议", "编码110108026201"])
def test_ordinary_numbers_pass(text):
    assert Matter(department="区规自分局", text=text).text == text
