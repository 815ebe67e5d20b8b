#!/usr/bin/env python3
"""Makes a catalogue of platforms, a portfolio of systems and single proposals with known answers, to measure the audit.

    benches/workload.py OUT --platforms 1000 --systems 10000 --seed 1

The same arguments give the same bytes. Platforms are made of core functions (an action on an object of one field) and of
functions that every system has. A system is derived from a platform, copied from another system, or made by itself; then
every function is put into other words: synonyms, abbreviations, word order, slips of the keyboard, lost diacritics,
qualifiers; whole records lose their diacritics, are typed in capitals, with combining marks, with the old placement of
tones, or with numbers before the lines. Two kinds of records are there to mislead: systems that share with a platform only
what every system has, and look-alikes with a platform's name and field but other functions.

OUT holds, for the program, platforms.yaml, systems.yaml and proposals/*.yaml; for others the same as JSON, a record a line;
and the answers: gold.jsonl (which system was derived from which platform), gold_overlap.jsonl (pairs by the true overlap of
their core functions, by descent or by chance), gold_clusters.jsonl (systems copied from one root), gold_proposals.jsonl.
"""
import argparse
import json
import os
import random
import unicodedata
from collections import Counter, defaultdict

# Wordings of one action, apart by "|".
ACTIONS = [
    "tiếp nhận|nhận|thu nhận", "thẩm định|xét duyệt chuyên môn", "phê duyệt|duyệt|ký duyệt", "cấp mới|cấp|cấp lần đầu",
    "gia hạn|kéo dài thời hạn", "thu hồi|rút", "tra cứu|tìm kiếm|tra", "số hóa|quét và lưu bản số", "cảnh báo|nhắc, cảnh báo sớm",
    "lập kế hoạch|xây dựng kế hoạch", "kiểm tra hiện trường|kiểm tra thực địa", "đối chiếu|so khớp", "công bố|đăng công khai|công khai",
    "thu phí|thu tiền", "chi trả|trả tiền", "phân công xử lý|giao việc", "dự báo|ước lượng trước", "đánh giá xếp loại|chấm điểm, xếp loại",
    "đăng ký|ghi danh", "xử phạt vi phạm|lập biên bản xử phạt", "khảo sát|điều tra thu thập", "vẽ bản đồ|lập bản đồ",
    "lưu trữ|lưu kho", "chuyển nhượng|sang tên",
]

# Objects of one field: wordings of one object, apart by "|".
FIELDS = {
    "land": ("đất đai", "land", [
        "thửa đất ở|thửa đất ở đô thị", "giấy chứng nhận quyền sử dụng đất|GCN QSDĐ|sổ đỏ", "quy hoạch sử dụng đất", "hợp đồng thuê đất công",
        "tranh chấp ranh giới thửa|tranh chấp ranh đất", "giá đất|bảng giá đất", "quỹ đất công ích", "đo đạc trích lục địa chính|trích lục địa chính",
        "bồi thường giải phóng mặt bằng|đền bù giải tỏa", "chuyển mục đích sử dụng đất", "đất trồng lúa", "đấu giá quyền sử dụng đất",
        "biến động thửa đất", "đất bãi bồi ven sông"]),
    "forest": ("lâm nghiệp", "agriculture", [
        "rừng phòng hộ", "khoán bảo vệ rừng", "cháy rừng|hỏa hoạn rừng", "gỗ khai thác|lâm sản khai thác", "cây giống lâm nghiệp",
        "động vật rừng nuôi nhốt", "chứng chỉ rừng bền vững", "trạm kiểm lâm", "dịch vụ môi trường rừng|DVMTR", "trồng rừng thay thế",
        "chủ rừng|hộ nhận rừng", "tín chỉ các-bon rừng"]),
    "water": ("thủy lợi", "agriculture", [
        "hồ chứa nước|hồ đập", "cống ngăn mặn", "kênh mương nội đồng", "lịch tưới tiêu|lịch bơm tưới", "trạm bơm điện", "đê sông", "độ mặn nguồn nước",
        "hạn hán", "nước sạch nông thôn", "hành lang bảo vệ công trình thủy lợi", "mực nước sông", "công trình cấp nước tập trung"]),
    "vet": ("thú y", "agriculture", [
        "tiêm phòng gia súc|tiêm vắc-xin gia súc", "ổ dịch tả lợn", "lò giết mổ", "trại chăn nuôi", "thuốc thú y", "vận chuyển gia súc liên tỉnh",
        "tai đeo bò|mã số bò", "đàn chó mèo", "tiêu hủy lợn bệnh", "chăn nuôi nhỏ lẻ|hộ chăn nuôi", "thức ăn chăn nuôi", "nuôi ong lấy mật"]),
    "fish": ("thủy sản", "agriculture", [
        "tàu cá|tàu thuyền đánh cá", "nhật ký khai thác hải sản", "giám sát hành trình tàu cá|thiết bị hành trình tàu", "cảng cá", "ao nuôi tôm",
        "hạn ngạch khai thác", "lồng bè nuôi cá", "chống khai thác IUU|khai thác bất hợp pháp", "tôm giống", "xuất bến cập bến", "ngư dân", "khu tránh trú bão"]),
    "school": ("giáo dục", "education", [
        "tuyển sinh lớp 10|tuyển sinh đầu cấp", "học bạ", "điểm kiểm tra học sinh", "thời khóa biểu", "bữa ăn bán trú", "xe đưa đón học sinh",
        "học phí", "thiết bị dạy học", "giáo viên hợp đồng", "kỳ thi học sinh giỏi", "thư viện trường", "phổ cập giáo dục",
        "học bổng khuyến học", "trường chuẩn quốc gia"]),
    "health": ("y tế", "health", [
        "lịch khám bệnh|lịch hẹn khám", "bệnh án nội trú|hồ sơ bệnh án nội trú", "đơn thuốc", "kho thuốc bệnh viện", "tiêm chủng trẻ em|tiêm chủng mở rộng",
        "giường bệnh", "xét nghiệm máu", "ca bệnh truyền nhiễm", "chứng chỉ hành nghề y", "ngộ độc thực phẩm", "hiến máu", "trạm y tế lưu động",
        "người cao tuổi mắc bệnh mạn tính", "trang thiết bị y tế"]),
    "social": ("bảo trợ xã hội", "social", [
        "trợ cấp hộ nghèo|trợ cấp hộ nghèo, cận nghèo", "người khuyết tật", "trẻ em mồ côi", "người có công|gia đình chính sách", "mộ liệt sĩ",
        "cứu trợ đột xuất|hàng cứu trợ", "nhà tình nghĩa", "trại dưỡng lão", "cai nghiện ma túy", "phòng chống bạo lực gia đình", "quà Tết hộ khó khăn",
        "bảo hiểm y tế người nghèo"]),
    "labour": ("lao động", "labour", [
        "việc làm trống|vị trí tuyển dụng", "lao động đi nước ngoài|xuất khẩu lao động", "trợ cấp thất nghiệp", "tai nạn lao động", "giấy phép lao động nước ngoài|GPLĐ người nước ngoài",
        "đào tạo nghề nông thôn", "đình công", "thang bảng lương doanh nghiệp", "an toàn máy móc", "chợ việc làm", "hợp đồng lao động", "lao động trẻ em"]),
    "road": ("giao thông", "transport", [
        "giấy phép lái xe|GPLX|bằng lái xe", "biển báo đường bộ", "ổ gà mặt đường", "xe quá tải", "bến xe khách", "tuyến xe buýt", "cầu yếu",
        "điểm đỗ xe", "phù hiệu xe vận tải", "đèn tín hiệu giao thông", "điểm đen tai nạn", "phương tiện thủy nội địa", "đường ngang đường sắt",
        "lòng đường vỉa hè"]),
    "build": ("xây dựng", "construction", [
        "giấy phép xây dựng|GPXD", "công trình trái phép", "nhà ở xã hội", "chung cư cũ", "cây xanh đường phố", "chiếu sáng công cộng|đèn đường",
        "cốt nền xây dựng", "nghiệm thu công trình", "năng lực nhà thầu", "thoát nước đô thị", "biển quảng cáo", "số nhà", "vật liệu xây dựng"]),
    "trade": ("công thương", "industry-trade", [
        "ki-ốt chợ|sạp chợ", "cửa hàng xăng dầu", "hàng giả|hàng nhái", "cụm công nghiệp", "điện mặt trời mái nhà", "hội chợ thương mại",
        "hóa chất nguy hiểm", "giá hàng bình ổn|giá hàng thiết yếu", "bán hàng đa cấp", "nhãn sản phẩm OCOP", "hàng tồn kho dự trữ", "lưới điện nông thôn",
        "thuốc lá lậu"]),
    "culture": ("văn hóa", "culture", [
        "di tích lịch sử", "lễ hội truyền thống", "nghệ nhân dân gian", "hiện vật bảo tàng", "sách thư viện tỉnh", "nhà văn hóa thôn", "karaoke",
        "đoàn nghệ thuật", "gia đình văn hóa", "băng rôn tuyên truyền", "sân vận động", "vận động viên năng khiếu", "làng nghề cổ"]),
    "tourism": ("du lịch", "tourism", [
        "cơ sở lưu trú|nhà nghỉ khách sạn", "hướng dẫn viên", "tour tham quan", "vé điểm tham quan", "khách quốc tế lưu trú", "bãi tắm biển",
        "xe điện du lịch", "phản ánh của du khách", "ẩm thực địa phương", "tàu tham quan", "homestay cộng đồng", "lữ hành nội địa"]),
    "justice": ("tư pháp", "justice", [
        "khai sinh", "chứng thực bản sao", "hòa giải cơ sở", "lý lịch tư pháp|LLTP", "công chứng hợp đồng", "trợ giúp pháp lý", "đấu giá tài sản thi hành án",
        "con nuôi", "kết hôn có yếu tố nước ngoài", "khai tử", "giám định tư pháp", "luật sư", "văn bản quy phạm|VBQPPL"]),
    "people": ("nội vụ", "personnel", [
        "hồ sơ công chức", "biên chế", "thi tuyển công chức", "khen thưởng", "hội quần chúng", "nghỉ phép", "tiền lương công chức", "luân chuyển cán bộ",
        "đạo sắc phong tín ngưỡng", "thôn xóm|khối xóm", "kỷ luật viên chức", "chức danh nghề nghiệp"]),
    "money": ("tài chính", "finance", [
        "dự toán thu chi|dự toán ngân sách", "tài sản công", "hóa đơn", "nợ thuế", "xe công", "quyết toán công trình", "giá dịch vụ công", "trái phiếu địa phương",
        "tạm ứng vốn", "lô hàng tịch thu", "quỹ tài chính ngoài ngân sách", "nhà làm việc dôi dư"]),
    "invest": ("đầu tư", "investment", [
        "dự án đầu tư công", "giải ngân vốn", "đăng ký kinh doanh hộ cá thể|đăng ký hộ kinh doanh", "doanh nghiệp khởi nghiệp", "hợp tác xã", "gói thầu",
        "dự án FDI|dự án vốn nước ngoài", "ký quỹ nhà đầu tư", "khu kinh tế", "xúc tiến đầu tư", "doanh nghiệp nhà nước", "dự án chậm tiến độ"]),
    "science": ("khoa học", "science-technology", [
        "đề tài khoa học", "sáng kiến cải tiến", "nhãn hiệu hàng hóa", "cân đo trong chợ|phương tiện đo", "mã số mã vạch", "an toàn bức xạ",
        "chuyên gia phản biện", "phòng thí nghiệm", "chuyển giao công nghệ", "tiêu chuẩn chất lượng", "sàn giao dịch công nghệ", "chỉ dẫn địa lý"]),
    "safety": ("an ninh trật tự", "security-order", [
        "phòng cháy chữa cháy|PCCC", "tạm trú", "camera an ninh", "dân phòng", "con dấu", "người nghiện", "vũ khí thô sơ", "nhập ngũ|nghĩa vụ quân sự",
        "hầm trú ẩn", "dân quân tự vệ", "cơ sở cầm đồ", "xuất nhập cảnh"]),
    "waste": ("môi trường", "environment", [
        "rác thải sinh hoạt", "chất thải nguy hại", "quan trắc không khí|trạm đo không khí", "khai thác cát", "nước thải khu công nghiệp", "giấy phép môi trường|GPMT",
        "mỏ đá", "nghĩa trang", "tiếng ồn", "bãi chôn lấp", "cá chết hàng loạt", "túi ni-lông"]),
    "disaster": ("phòng chống thiên tai", "agriculture", [
        "sạt lở đất", "sơ tán dân|di dời dân", "lượng mưa", "áo phao cứu sinh", "thiệt hại sau bão", "tin báo bão", "đội xung kích", "ngập lụt đô thị",
        "lương thực dự phòng", "quỹ phòng chống thiên tai", "xuồng cứu hộ", "điểm sơ tán"]),
}

COMMON = [
    "đăng nhập|đăng nhập hệ thống|đăng nhập bằng tài khoản và mật khẩu", "phân quyền người dùng|phân quyền sử dụng|quản lý phân quyền",
    "báo cáo thống kê|thống kê, báo cáo|kết xuất báo cáo thống kê", "quản lý người dùng|quản trị người dùng|quản lý tài khoản người dùng",
    "quản lý danh mục dùng chung|danh mục dùng chung|quản trị danh mục", "sao lưu và phục hồi dữ liệu|sao lưu dữ liệu", "nhật ký hệ thống|ghi nhật ký hệ thống|nhật ký truy cập",
    "tìm kiếm thông tin|tìm kiếm chung", "gửi thông báo cho người dùng|thông báo", "cấu hình hệ thống|thiết lập tham số hệ thống", "đổi mật khẩu|quên mật khẩu, đổi mật khẩu",
    "in ấn biểu mẫu|in biểu mẫu",
]
QUALIFIERS = ["theo quy định", "trên điện thoại", "tại cấp xã", "hằng tháng", "trực tuyến", "trên địa bàn", "tự động", "theo thời gian thực", "cho cán bộ phụ trách"]
NAMES = ["Phần mềm {}", "Hệ thống {}", "Cơ sở dữ liệu {}", "Ứng dụng {}", "Nền tảng {}"]
PLATFORM_NAMES = ["Nền tảng số {}", "Hệ thống thông tin {}", "Nền tảng dùng chung {}"]
PLACES = ["vn/nghe-an", "vn/ha-tinh", "vn/thanh-hoa", "vn/ha-noi", "vn/hue", "vn/da-nang", "vn/can-tho", "vn/lao-cai"]
OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
LETTERS = "abcdeghiklmnopqrstuvxy"


def plain(text):
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in text if not unicodedata.combining(c))


class Maker:
    """Records of one run."""

    def __init__(self, seed, noise):
        self.random = random.Random(seed)
        self.noise = noise
        self.fields = list(FIELDS)

    def core(self, field, count):
        """Core functions of a record: a few objects of its field, several actions on each."""
        objects = list(range(len(FIELDS[field][2])))
        self.random.shuffle(objects)
        found = []
        for o in objects:
            actions = self.random.sample(range(len(ACTIONS)), self.random.randint(2, 4))
            found += [(field, o, a) for a in actions]
            if len(found) >= count:
                break
        return found[:count]

    def one_of(self, wordings, first=0.55):
        wordings = wordings.split("|")
        return wordings[0] if self.random.random() < first else self.random.choice(wordings)

    def slip(self, text):
        """A letter too many, too few, or two turned round."""
        at = self.random.randrange(1, max(2, len(text) - 1))
        kind = self.random.randrange(3)
        if kind == 0:
            return text[:at] + text[at + 1:]
        if kind == 1:
            return text[:at] + self.random.choice(LETTERS) + text[at:]
        return text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:]

    def word(self, function, clean=False):
        """A function in words; noisy unless it is to be clean."""
        r = self.random.random
        if isinstance(function, int):
            text = self.one_of(COMMON[function], 1.0 if clean else 0.4)
            return text[0].upper() + text[1:]
        field, o, a = function
        action, thing = ACTIONS[a], FIELDS[field][2][o]
        if clean:
            text = action.split("|")[0] + " " + thing.split("|")[0]
        else:
            action, thing = self.one_of(action), self.one_of(thing)
            text = f"{thing}: {action}" if r() < 0.06 * self.noise else f"{action} {thing}"
            if r() < 0.2 * self.noise:
                text += " " + self.random.choice(QUALIFIERS)
            if r() < 0.06 * self.noise:
                text = self.slip(text)
            if r() < 0.06 * self.noise:
                text = plain(text)
        return text[0].upper() + text[1:]

    def write(self, functions, clean=False):
        """The functions of one record, with what happens to a whole list."""
        words = list(dict.fromkeys(self.word(f, clean) for f in functions))
        if clean:
            return words
        self.random.shuffle(words)
        r = self.random.random() / self.noise if self.noise else 1
        if r < 0.04:
            words = [plain(w) for w in words]
        elif r < 0.07:
            words = [unicodedata.normalize("NFD", w) for w in words]
        elif r < 0.09:
            words = [w.upper() for w in words]
        elif r < 0.14:
            for new, old in OLD_TONES.items():
                words = [w.replace(new, old) for w in words]
        elif r < 0.19:
            words = [f"{n}) {w}" for n, w in enumerate(words, 1)]
        return words

    def common(self, low, high):
        return self.random.sample(range(len(COMMON)), self.random.randint(low, high))


def make(args):
    m = Maker(args.seed, args.noise)
    r = m.random
    platforms = []
    for n in range(args.platforms):
        field = r.choice(m.fields)
        core = m.core(field, r.randint(7, 13))
        subject = FIELDS[field][2][core[0][1]].split("|")[0]
        name = r.choice(PLATFORM_NAMES).format(r.choice([f"quản lý {subject}", f"{FIELDS[field][0]} – {subject}"]))
        provincial = r.random() < 0.4
        platforms.append({"id": f"nt-{n:06}", "name": name, "field": field, "core": core,
                          "functions": m.write(core + m.common(3, 6), clean=True),
                          "level": "province" if provincial else "central", "place": r.choice(PLACES) if provincial else "vn"})
    systems, gold, clusters = [], [], []

    def record(prefix, n, field, core, common, name=None):
        subject = FIELDS[field][2][core[0][1]].split("|")[0]
        name = name or r.choice(NAMES).format(r.choice([f"quản lý {subject}", f"{FIELDS[field][0]}", f"theo dõi {subject}"]))
        level = r.choice(["province", "commune", "commune"])
        place = r.choice(PLACES)
        unit = f"Sở {r.randint(1, 20)}" if level == "province" else f"UBND xã {r.randint(1, 400)}"
        return {"id": f"{prefix}-{n:06}", "name": name, "field": field, "core": core, "functions": m.write(core + common), "level": level,
                "place": place, "unit": f"{unit} ({place[3:]})", "cost": r.randint(5, 400) * 1_000_000}

    for n in range(args.systems):
        kind = r.random()
        if kind < args.dup_rate:
            p = r.choice(platforms)
            kept = r.sample(p["core"], max(3, round(len(p["core"]) * r.uniform(0.55, 1.0))))
            own = m.core(p["field"], r.randint(0, max(0, len(kept) // 3))) if r.random() < 0.6 else []
            own = [f for f in own if f not in p["core"]]
            s = record("ht", n, p["field"], kept + own, m.common(3, 6))
            gold.append((s["id"], p["id"], kept))
        elif kind < args.dup_rate + args.copy_rate and systems:
            root = r.choice(systems)
            kept = r.sample(root["core"], max(2, round(len(root["core"]) * r.uniform(0.75, 1.0))))
            s = record("ht", n, root["field"], kept, m.common(3, 6))
            clusters.append((s["id"], root.get("root", root["id"])))
            s["root"] = root.get("root", root["id"])
        elif kind < args.dup_rate + args.copy_rate + 0.06:
            # Only what every system has, and a function or two of its own.
            field = r.choice(m.fields)
            s = record("ht", n, field, m.core(field, 3), m.common(8, 11))
        elif kind < args.dup_rate + args.copy_rate + 0.12:
            # A platform's name and field, other functions.
            p = r.choice(platforms)
            taken = {f[1] for f in p["core"]}
            core = [f for f in m.core(p["field"], 40) if f[1] not in taken][:r.randint(5, 9)] or m.core(p["field"], 6)
            s = record("ht", n, p["field"], core, m.common(3, 6), name=p["name"])
        else:
            field = r.choice(m.fields)
            s = record("ht", n, field, m.core(field, r.randint(5, 12)), m.common(3, 6))
        systems.append(s)
    proposals = []
    for n in range(args.proposals):
        p = platforms[(n * 7919) % len(platforms)]
        kept = r.sample(p["core"], max(3, round(len(p["core"]) * 0.8)))
        s = record("dx", n, p["field"], kept, m.common(3, 6))
        proposals.append((s, p["id"]))
    return platforms, systems, gold, clusters, proposals


def overlap_pairs(platforms, systems):
    """Pairs of a system and a platform by the true overlap of their core functions."""
    holders = defaultdict(list)
    for n, p in enumerate(platforms):
        for f in set(p["core"]):
            holders[f].append(n)
    for s in systems:
        core = set(s["core"])
        for n, shared in Counter(n for f in core for n in holders[f]).items():
            p = platforms[n]
            overlap, share = shared / len(core), shared / len(set(p["core"]))
            most = max(overlap, share)
            if shared >= 3 and most >= 0.5:
                yield s["id"], p["id"], overlap, share, "match"
            elif shared >= 2 and most >= 0.3:
                yield s["id"], p["id"], overlap, share, "grey"


def quoted(text):
    """Plain where YAML reads it as it stands, else in quotes."""
    if ": " in text or text.startswith(("'", '"', "-", "#", "[", "{", "&", "*", "!", "|", ">", "%", "@", "`")) or " #" in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


def yaml(kind, r):
    lines = [f"kind: {kind}", f"id: {r['id']}", f"name: {quoted(r['name'])}"]
    if "unit" in r:
        lines.append(f"owner: {{unit: {r['unit']}, level: {r['level']}}}")
    else:
        lines.append(f"owner: {{level: {r['level']}}}")
    levels = "[central, province, commune]" if r["level"] == "central" else "[province, commune]" if kind == "platform" else f"[{r['level']}]"
    lines += ["scope:", f"  territory: {r['place']}", f"  levels: {levels}", f"  sectors: [{FIELDS[r['field']][1]}]"]
    lines.append("functions:")
    lines += [f"  - {quoted(f)}" for f in r["functions"]]
    if kind == "system":
        lines += ["status: operational", f"annual-cost: {{amount: {r['cost']}, currency: VND}}"]
    return "\n".join(lines) + "\n"


def line(r):
    scope = {"level": r["level"], "unit": r.get("unit", "")}
    return json.dumps({"id": r["id"], "name": r["name"], "sector": r["field"], "scope": scope, "functions": r["functions"]}, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--platforms", type=int, default=100)
    parser.add_argument("--systems", type=int, default=1000)
    parser.add_argument("--proposals", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1.0, help="how often words are changed; 0: never")
    parser.add_argument("--dup-rate", type=float, default=0.30)
    parser.add_argument("--copy-rate", type=float, default=0.25)
    args = parser.parse_args()
    platforms, systems, gold, clusters, proposals = make(args)
    os.makedirs(os.path.join(args.out, "proposals"), exist_ok=True)

    def write(name, parts, between=""):
        with open(os.path.join(args.out, name), "w", encoding="utf-8", newline="\n") as f:
            first = True
            for part in parts:
                f.write(part if first else between + part)
                first = False

    by_id = {p["id"]: p for p in platforms}
    write("platforms.yaml", (yaml("platform", p) for p in platforms), "---\n")
    write("systems.yaml", (yaml("system", s) for s in systems), "---\n")
    write("platforms.jsonl", (line(p) + "\n" for p in platforms))
    write("systems.jsonl", (line(s) + "\n" for s in systems))
    write("proposals.jsonl", (line(s) + "\n" for s, _ in proposals))
    for n, (s, _) in enumerate(proposals):
        write(f"proposals/p{n:03}.yaml", [yaml("proposal", s)])
    write("gold.jsonl", (json.dumps({"system_id": s, "platform_id": p, "kept": len(kept), "share": len(kept) / len(by_id[p]["core"])}) + "\n"
                         for s, p, kept in gold))
    write("gold_overlap.jsonl", (json.dumps({"system_id": s, "platform_id": p, "overlap": round(o, 4), "share": round(h, 4), "label": label}) + "\n"
                                 for s, p, o, h, label in overlap_pairs(platforms, systems)))
    write("gold_clusters.jsonl", (json.dumps({"system_id": s, "root_id": root}) + "\n" for s, root in clusters))
    write("gold_proposals.jsonl", (json.dumps({"system_id": s["id"], "platform_id": p}) + "\n" for s, p in proposals))
    write("manifest.json", [json.dumps({"args": vars(args)}, ensure_ascii=False) + "\n"])


if __name__ == "__main__":
    main()
