"""List the posts and departments of the demo: offices, never persons, invented where the article names none."""

LEADERS = (
    "区委书记", "区委副书记、区长", "区委副书记", "区人大常委会主任", "区政协主席", "区委常委、常务副区长",
    "区委常委、组织部部长", "区委常委、区纪委书记", "区委常委、宣传部部长", "区委常委、统战部部长",
    "区委常委、政法委书记", "区委常委、武装部政委", "副区长（分管农业农村）", "副区长（分管民政）",
    "副区长（分管城市建设）", "副区长（分管教育）", "副区长（分管科技）", "副区长（分管公安）",
    "区人大常委会副主任（联系农村）", "区人大常委会副主任（联系街道）", "区人大常委会副主任（联系财经）",
    "区政协副主席（联系农村）", "区政协副主席（联系街道）", "区政协副主席（联系文史）", "区法院院长",
    "区检察院检察长", "区委办公室主任",
)  # fmt: skip
"""The 27 leaders responsible; the article counts them and names only the secretary."""

SECRETARY = LEADERS[0]

SPECIAL_GROUPS = ("综合指导组", "正风肃纪组", "资格联审组", "维稳保障组", "宣传引导组", "督查考核组")
"""The article names the first four of six; the last two are an assumption."""

SUPERVISION_GROUPS = ("区第一督导组", "区第二督导组", "区第三督导组")

DEPARTMENTS = (
    "区委组织部", "区委农工委", "区民政局", "区规划国土分局", "区住房城乡建设委", "区农业农村局", "区财政局",
    "区审计局", "区信访办", "区司法局", "区公安分局", "区人力社保局", "区国资委", "区城管委", "区水务局",
    "区卫生健康委", "区教委", "区园林绿化局",
)  # fmt: skip
"""The 18 departments that solve problems on the spot; the article counts them."""

MATTERS = (
    "征地补偿遗留问题需部门研究答复", "回迁安置进度需协调", "集体资产清查口径需明确", "党员组织关系转接需协助",
    "物业移交纠纷需调处", "选举场地消防条件需核验", "转居人员选民资格需答复", "集体经济合同到期需指导",
)  # fmt: skip
"""What waits for the district, in the words of a township's report."""

MEASURES = ("完善班子议事规则", "建立信访事项台账", "公开集体“三资”收支", "储备后备干部")
"""Measures of a key village's plan (一村一策)."""
