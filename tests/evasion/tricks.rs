//! Every trick, with the strengths at which it is tried.

use dungchung::exchange::tree;
use dungchung::record::place::{Located, Span};
use dungchung::record::scope::{Level, User};
use dungchung::record::{Function, Kind, Need, NeedBasis, Owner, Software, Text};

use crate::random::Random;
use crate::sources::Sources;
use crate::wording::{self, Edit};

/// A way of getting past the check.
pub struct Trick {
    /// What is done.
    pub name: &'static str,
    /// Numbers of pieces, or shares of words; 1 where there is nothing to choose.
    pub strengths: &'static [f32],
    /// How.
    pub make: Make,
    /// Share of the attempts that may get through, 0–1.
    pub most: f32,
}

/// How a trick is done.
pub enum Make {
    /// To every text of a record: name, objective, summary, functions.
    Words(Edit),
    /// To the record; none where the record gives no occasion.
    Record(fn(&Software, f32, &mut Random, &Sources) -> Option<Attempt>),
    /// To the file.
    File(fn(&str) -> String),
}

/// What is handed in: the text of one or several files, each checked in a run of its own.
pub type Attempt = Vec<String>;

impl Trick {
    const fn at_most(mut self, most: f32) -> Trick {
        self.most = most;
        self
    }

    /// Does it to a record.
    pub fn attempt(&self, record: &Software, strength: f32, sources: &Sources) -> Option<Attempt> {
        let random = &mut Random::of(&format!("{} {} {strength}", record.id.value, self.name));
        match self.make {
            Make::Words(edit) => {
                let mut record = record.clone();
                let before = record.clone();
                for text in texts(&mut record) {
                    for (_, wording) in &mut text.wordings {
                        *wording = edit(wording, strength, random).chars().take(990).collect();
                    }
                }
                (record != before).then(|| one(&record))
            }
            Make::Record(make) => make(record, strength, random, sources),
            Make::File(make) => Some(vec![make(&tree::yaml(&tree::record(record), &[]))]),
        }
    }
}

fn texts(record: &mut Software) -> Vec<&mut Text> {
    let functions = record.functions.iter_mut().flat_map(|f| [Some(&mut f.name), f.detail.as_mut()]);
    let about = [Some(&mut record.name), record.objective.as_mut(), record.summary.as_mut()];
    functions.chain(about).flatten().collect()
}

pub fn file(records: &[Software]) -> String {
    records.iter().map(|r| tree::yaml(&tree::record(r), &[])).collect()
}

/// One record in one run.
fn one(record: &Software) -> Attempt {
    vec![file(std::slice::from_ref(record))]
}

fn text(words: impl Into<String>) -> Text {
    Text::plain(words, Span::default())
}

fn located<T>(value: T) -> Located<T> {
    Located::new(value, Span::default())
}

fn function(name: impl Into<String>) -> Function {
    Function { name: text(name), ..Function::default() }
}

/// Name and detail of each function in one line.
fn lines(record: &Software) -> Vec<String> {
    let line = |f: &Function| {
        let name = &f.name.wordings[0].1;
        f.detail.as_ref().map_or_else(|| name.clone(), |d| format!("{name} {}", d.wordings[0].1))
    };
    record.functions.iter().map(line).collect()
}

/// The text cut so that a reader's limit of a thousand characters is kept.
fn cut(words: &str) -> String {
    words.chars().take(990).collect()
}

/// A changed record.
fn with(record: &Software, change: impl FnOnce(&mut Software)) -> Option<Attempt> {
    let mut record = record.clone();
    change(&mut record);
    Some(one(&record))
}

fn numbered(record: &Software, number: usize) -> Software {
    let mut record = record.clone();
    record.id.value = format!("{}-{number}", record.id.value.chars().take(50).collect::<String>());
    record
}

/// The functions dealt out to `count` records of the same owner.
fn parts(record: &Software, count: usize) -> Option<Vec<Software>> {
    let each = record.functions.len().div_ceil(count);
    if record.functions.len() < count {
        return None;
    }
    let part = |(number, functions): (usize, &[Function])| {
        let mut part = numbered(record, number);
        part.name = text(format!("Phần mềm, giai đoạn {}", number + 1));
        part.objective = None;
        part.functions = functions.to_vec();
        if let Some(amount) = part.investment.as_mut().and_then(|i| i.amount.as_mut()) {
            amount.value /= count as u64;
        }
        part
    };
    Some(record.functions.chunks(each).enumerate().map(part).collect())
}

const COMMUNES: [(&str, &str); 6] = [
    ("Nghi Lộc", "nghi-loc"),
    ("Quỳnh Lưu", "quynh-luu"),
    ("Diễn Châu", "dien-chau"),
    ("Yên Thành", "yen-thanh"),
    ("Đô Lương", "do-luong"),
    ("Minh Châu", "minh-chau"),
];

fn of_commune(mut record: Software, number: usize) -> Software {
    let (name, path) = COMMUNES[number % COMMUNES.len()];
    record.owner = Some(Owner {
        unit: Some(text(format!("UBND xã {name}"))),
        level: Some(located(Level::Commune)),
        at: Span::default(),
    });
    record.scope.territory = Some(located(format!("vn/nghe-an/{path}")));
    record.scope.levels = Some(located([Level::Commune].into()));
    record
}

const COMMON: [&str; 20] = [
    "Đăng nhập hệ thống",
    "Quản lý người dùng",
    "Phân quyền người dùng",
    "Đổi mật khẩu",
    "Nhật ký hệ thống",
    "Sao lưu, phục hồi dữ liệu",
    "Quản lý danh mục dùng chung",
    "Tìm kiếm",
    "Báo cáo thống kê",
    "Xuất Excel, PDF",
    "Cấu hình hệ thống",
    "Trợ giúp trực tuyến",
    "Giao diện web và di động",
    "Gửi thông báo",
    "Quản trị hệ thống",
    "Kết nối, chia sẻ dữ liệu",
    "Bảng điều khiển",
    "In ấn biểu mẫu",
    "Đa ngôn ngữ",
    "Bảo mật, an toàn thông tin",
];

const VAGUE: [&str; 10] = [
    "Quản lý",
    "Điều hành thông minh",
    "Số hóa toàn diện",
    "Ứng dụng trí tuệ nhân tạo",
    "Chuyển đổi số toàn diện",
    "Nâng cao hiệu quả công tác",
    "Hỗ trợ ra quyết định",
    "Tích hợp dữ liệu lớn",
    "Kết nối đa nền tảng",
    "Tự động hóa quy trình",
];

fn common(count: usize) -> Vec<Function> {
    (0..count)
        .map(|n| {
            let name = COMMON[n % COMMON.len()];
            function(if n < COMMON.len() {
                name.to_owned()
            } else {
                format!("{name} (mẫu {})", n / COMMON.len() + 1)
            })
        })
        .collect()
}

fn pad_new(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    with(record, |r| {
        let start = random.below(sources.novel.len());
        let new = sources.novel.iter().cycle().skip(start).take(count as usize);
        r.functions.extend(new.map(function));
    })
}

fn pad_common(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| r.functions.extend(common(count as usize)))
}

fn pad_repeated(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    with(record, |r| {
        let name = &sources.novel[random.below(sources.novel.len())];
        r.functions.extend((1..=count as usize).map(|n| function(format!("{name} (loại {n})"))));
    })
}

fn split(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    parts(record, count as usize).map(|parts| vec![file(&parts)])
}

fn split_apart(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    parts(record, count as usize).map(|parts| parts.iter().flat_map(one).collect())
}

fn split_units(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    let count = count as usize;
    Some(vec![file(&(0..count).map(|n| of_commune(numbered(record, n), n)).collect::<Vec<_>>())])
}

fn split_units_and_functions(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    let parts = parts(record, count as usize)?;
    Some(vec![file(&parts.into_iter().enumerate().map(|(n, part)| of_commune(part, n)).collect::<Vec<_>>())])
}

fn split_cost(record: &Software, count: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    let count = count as usize;
    let share = |n| {
        let mut part = numbered(record, n);
        if let Some(investment) = &mut part.investment {
            investment.amount = Some(located(49_000_000));
            investment.from = dungchung::record::Date::parse(&format!("20{}-0{}", 27 + n / 9, 1 + n % 9)).map(located);
            investment.to = None;
        }
        part
    };
    Some(vec![file(&(0..count).map(share).collect::<Vec<_>>())])
}

fn merge(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    with(record, |r| {
        for _ in 1..count as usize {
            let other = &sources.merged[random.below(sources.merged.len())];
            r.functions.extend(other.functions.iter().cloned());
        }
        r.name = text("Hệ thống thông tin tổng hợp");
        r.objective = None;
    })
}

const NAMES: [&str; 6] = [
    "Phần mềm số 01",
    "Giải pháp SuperGov 4.0 của Công ty XYZ",
    "VNPT-iOffice",
    "Quản lý cây xanh đường phố",
    "Nâng cấp hạ tầng máy chủ",
    "Đề án chuyển đổi số giai đoạn 2",
];

fn renamed(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        r.name = text(NAMES[number as usize]);
        r.objective = None;
        r.summary = None;
    })
}

fn synonyms(record: &Software, share: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    translated(record, "vi", share, random, sources)
}

fn english(record: &Software, share: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    translated(record, "en", share, random, sources)
}

fn arabic(record: &Software, share: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    translated(record, "ar", share, random, sources)
}

fn translated(record: &Software, lang: &str, share: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    let before = record;
    let mut record = record.clone();
    for text in texts(&mut record) {
        for (_, wording) in &mut text.wordings {
            if random.chance(share) {
                *wording = cut(&sources.in_other_words(wording, lang, random));
            }
        }
    }
    (record != *before).then(|| one(&record))
}

fn one_function(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const BETWEEN: [&str; 6] = [", ", "; ", "\n", " và ", " ", " / "];
    with(record, |r| r.functions = vec![function(cut(&lines(r).join(BETWEEN[number as usize])))])
}

/// The list as one function's detail.
fn one_detail(record: &Software, _: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        let detail = text(cut(&lines(r).join("; ")));
        r.functions =
            vec![Function { name: text("Các chức năng chính"), detail: Some(detail), ..Function::default() }];
    })
}

/// Each function in pieces of so many words.
fn tiny(record: &Software, words: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        let mut pieces: Vec<Function> = Vec::new();
        for line in lines(r) {
            let all: Vec<&str> = line.split_whitespace().collect();
            pieces.extend(all.chunks(words as usize).map(|piece| function(piece.join(" "))));
        }
        pieces.truncate(490);
        r.functions = pieces;
    })
}

/// Where the true functions go while the list says other things.
#[derive(Clone, Copy)]
enum Place {
    Summary,
    Objective,
    Name,
    Detail,
    Data,
    Evidence,
}

fn hidden(record: &Software, place: Place, list: Vec<Function>) -> Option<Attempt> {
    with(record, |r| {
        let all = lines(r);
        r.name = text("Phần mềm dùng tại cơ quan");
        r.objective = None;
        r.summary = None;
        r.functions = list;
        match place {
            Place::Summary => r.summary = Some(text(all.join(". "))),
            Place::Objective => r.objective = Some(text(cut(&all.join("; ")))),
            Place::Name => r.name = text(cut(&format!("Phần mềm {}", all.join(", ")))),
            Place::Detail => {
                let count = r.functions.len();
                for (n, line) in all.iter().enumerate() {
                    let detail = &mut r.functions[n % count].detail;
                    let said = detail.as_ref().map_or(String::new(), |d| format!("{}; ", d.wordings[0].1));
                    *detail = Some(text(cut(&format!("{said}{line}"))));
                }
            }
            Place::Data => {
                let set = |line: &String| dungchung::record::DataSet {
                    name: text(line.as_str()),
                    role: dungchung::record::DataRole::Read,
                };
                r.data = all.iter().map(set).collect();
            }
            Place::Evidence => {
                let evidence = Some(text(cut(&all.join("; "))));
                r.need = Some(Need { basis: located(NeedBasis::CannotExtend), evidence });
            }
        }
    })
}

fn other_functions(count: f32, random: &mut Random, sources: &Sources) -> Vec<Function> {
    if count < 1.0 {
        return common(6);
    }
    let start = random.below(sources.novel.len());
    sources.novel.iter().cycle().skip(start).take(count as usize).map(function).collect()
}

fn in_summary(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Summary, other_functions(count, random, sources))
}

fn in_objective(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Objective, other_functions(count, random, sources))
}

fn in_name(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Name, other_functions(count, random, sources))
}

fn in_detail(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Detail, other_functions(count, random, sources))
}

fn in_data(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Data, other_functions(count, random, sources))
}

fn in_evidence(record: &Software, count: f32, random: &mut Random, sources: &Sources) -> Option<Attempt> {
    hidden(record, Place::Evidence, other_functions(count, random, sources))
}

fn elsewhere(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const PLACES: [&str; 5] = ["vn/ha-tinh", "vn/thanh-hoa", "vn/da-nang", "vn/ha-noi", "vn"];
    with(record, |r| r.scope.territory = Some(located(PLACES[number as usize].to_owned())))
}

fn other_levels(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const LEVELS: [Level; 3] = [Level::Central, Level::Province, Level::Commune];
    let levels = [LEVELS[number as usize]].into();
    if record.scope.levels.as_ref().is_some_and(|l| l.value == levels) {
        return None;
    }
    with(record, |r| r.scope.levels = Some(located(levels)))
}

fn other_users(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const USERS: [User; 3] = [User::Officials, User::Citizens, User::Businesses];
    with(record, |r| r.scope.users = Some(located([USERS[number as usize]].into())))
}

fn other_sectors(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const SECTORS: [&str; 4] = ["tourism", "agriculture", "health", "transport"];
    with(record, |r| r.scope.sectors = Some(located([SECTORS[number as usize].to_owned()].into())))
}

fn no_scope(record: &Software, _: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| r.scope = dungchung::record::scope::Scope::default())
}

fn other_level(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const LEVELS: [Level; 3] = [Level::Central, Level::Province, Level::Commune];
    let level = LEVELS[number as usize];
    let owner = record.owner.clone().filter(|o| o.level.as_ref().is_none_or(|l| l.value != level))?;
    with(record, |r| r.owner = Some(Owner { level: Some(located(level)), ..owner }))
}

fn other_owner(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const UNITS: [(&str, Level); 5] = [
        ("Bộ Quốc phòng", Level::Central),
        ("Công ty TNHH Phần mềm ABC", Level::Province),
        ("UBND tỉnh Hà Tĩnh", Level::Province),
        ("Ban Quản lý dự án", Level::Central),
        ("Hợp tác xã dịch vụ", Level::Commune),
    ];
    let (unit, level) = UNITS[number as usize];
    with(record, |r| {
        r.owner = Some(Owner { unit: Some(text(unit)), level: Some(located(level)), at: Span::default() });
    })
}

fn no_owner(record: &Software, _: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| r.owner = None)
}

/// Level, scope and staff all of another level, the owner's name left as it is.
fn all_of_level(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const LEVELS: [Level; 3] = [Level::Central, Level::Province, Level::Commune];
    let level = LEVELS[number as usize];
    let owner = record.owner.clone().filter(|o| o.level.as_ref().is_none_or(|l| l.value != level))?;
    with(record, |r| {
        r.owner = Some(Owner { level: Some(located(level)), ..owner });
        r.scope.levels = Some(located([level].into()));
    })
}

fn relations(record: &Software, number: f32, _: &mut Random, sources: &Sources) -> Option<Attempt> {
    let platforms: Vec<Located<String>> = sources.repeated(record).into_iter().map(located).collect();
    with(record, |r| match number as usize {
        0 => r.relations.extends = platforms,
        1 => r.relations.integrates_with = platforms,
        2 => r.relations.replaces = platforms,
        _ => {
            r.relations.extends.clone_from(&platforms);
            r.relations.integrates_with.clone_from(&platforms);
            r.relations.replaces = platforms;
        }
    })
}

fn unknown_relations(record: &Software, _: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| r.relations.extends = vec![located("phan-mem-cu-cua-xa".to_owned())])
}

fn form(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    use dungchung::record::Form;
    const FORMS: [Form; 4] = [Form::Upgrade, Form::Expand, Form::Rent, Form::Buy];
    let investment = record.investment.clone()?;
    with(record, |r| {
        r.investment = Some(dungchung::record::Investment { form: Some(FORMS[number as usize]), ..investment });
    })
}

fn need(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const NEEDS: [(NeedBasis, &str); 7] = [
        (NeedBasis::NoneExists, "Đã tìm, chưa có nền tảng nào."),
        (NeedBasis::CannotExtend, "Đã hỏi chủ quản, chưa mở rộng được."),
        (NeedBasis::Pilot, "Thí điểm có kiểm soát trong một năm."),
        (NeedBasis::LegalSecrecy, "Cần bảo mật."),
        (NeedBasis::LegalSecrecy, "Theo quy định của pháp luật."),
        (NeedBasis::LegalSecrecy, "Theo các luật có liên quan và nghị định hướng dẫn."),
        (NeedBasis::LegalSecrecy, "Thực hiện Luật Chuyển đổi số 148/2025/QH15."),
    ];
    let (basis, evidence) = NEEDS[number as usize];
    with(record, |r| r.need = Some(Need { basis: located(basis), evidence: Some(text(evidence)) }))
}

fn false_type(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const TYPES: [&str; 4] = ["health-records", "web-portal", "tourism-management", "khong-co-loai-nay"];
    with(record, |r| r.system_type = Some(located(TYPES[number as usize].to_owned())))
}

/// Called by what the rules do not count: equipment, medical records.
fn exempt_words(record: &Software, number: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    const WORDS: [&str; 4] = ["Máy quét:", "Máy tính bảng dùng để", "Bệnh án điện tử –", "Mạng nội bộ:"];
    let words = WORDS[number as usize];
    with(record, |r| {
        for text in texts(r) {
            for (_, wording) in &mut text.wordings {
                *wording = cut(&format!("{words} {wording}"));
            }
        }
    })
}

fn as_system(record: &Software, _: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        r.kind = Kind::System;
        r.investment = None;
        r.need = None;
    })
}

/// So many of ten functions become vague ones.
fn vague(record: &Software, share: f32, random: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        r.name = text("Hệ thống quản lý tổng thể");
        r.objective = None;
        r.summary = None;
        for (n, f) in r.functions.iter_mut().enumerate() {
            if random.chance(share) {
                *f = function(VAGUE[n % VAGUE.len()]);
            }
        }
    })
}

/// Only so many words of each function are left.
fn shortened(record: &Software, words: f32, _: &mut Random, _: &Sources) -> Option<Attempt> {
    with(record, |r| {
        r.name = text("Phần mềm");
        r.objective = None;
        r.summary = None;
        for line in &mut r.functions {
            let name: Vec<&str> = line.name.wordings[0].1.split_whitespace().take(words as usize).collect();
            *line = function(name.join(" "));
        }
    })
}

fn anchors(file: &str) -> String {
    file.replacen("name: ", "name: &ten ", 1)
}

fn merge_key(file: &str) -> String {
    format!("{file}<<: {{functions: [Đăng nhập]}}\n")
}

fn duplicate_key(file: &str) -> String {
    format!("{file}functions: [Cho thuê lều trại, Bán vé hồ bơi]\n")
}

fn tag(file: &str) -> String {
    file.replacen("name: ", "name: !!str ", 1)
}

/// The list is a comment; what is left of it says nothing.
fn commented(file: &str) -> String {
    let mut out = String::new();
    let mut list = false;
    for line in file.lines() {
        if line.starts_with("functions:") {
            list = true;
            out.push_str("functions: [Quản lý, Số hóa toàn diện]\n");
        } else if list && line.starts_with("  ") {
            out.push_str(&format!("#{line}\n"));
        } else {
            list = false;
            out.push_str(&format!("{line}\n"));
        }
    }
    out.lines()
        .filter(|l| !l.starts_with("name:") && !l.starts_with("objective:") && !l.starts_with("summary:"))
        .map(|l| format!("{l}\n"))
        .collect::<String>()
        + "name: Phần mềm\n"
}

fn documents(file: &str) -> String {
    format!("--- # phụ lục\n...\n---\n# functions: []\n{}...\n", file.trim_start_matches("---\n"))
}

fn not_text(file: &str) -> String {
    file.replacen("functions:\n", "functions:\n  - no\n  - 007\n  - 0o17\n  - ~\n", 1)
}

fn yes_and_no(file: &str) -> String {
    file.replacen("functions:\n", "functions:\n  - no\n  - 007\n  - 0o17\n  - off\n", 1)
}

fn later_kind(file: &str) -> String {
    file.replacen("kind: proposal\n", "", 1) + "kind: \"platform\"\n"
}

fn odd_key(file: &str) -> String {
    file.replacen("functions:", "\"functions\\u200b\":", 1)
}

fn blocks(file: &str) -> String {
    file.replacen("kind: proposal", "? kind\n: proposal", 1)
}

use wording as w;

/// Every trick.
pub const TRICKS: &[Trick] = &[
    record("new functions added", &[5.0, 20.0, 50.0, 100.0, 200.0], pad_new),
    record("common functions added", &[5.0, 20.0, 50.0, 100.0, 200.0], pad_common),
    record("one new function repeated", &[5.0, 50.0, 200.0], pad_repeated),
    record("split by function", &[2.0, 3.0, 5.0], split),
    record("split by function, checked apart", &[2.0, 3.0, 5.0], split_apart),
    record("split among units", &[2.0, 5.0], split_units).at_most(0.05),
    record("split by function and unit", &[2.0, 3.0], split_units_and_functions),
    record("split by date and cost", &[3.0, 10.0], split_cost),
    record("several duplicates in one", &[2.0, 3.0], merge),
    record("another name, no objective", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], renamed),
    words("product names", &[1.0], w::vendor),
    words("formal wording", &[1.0], w::formal).at_most(0.1),
    words("everyday wording", &[0.5, 1.0], w::everyday),
    words("clauses about other things", &[1.0], w::clauses),
    record("synonyms", &[0.5, 1.0], synonyms).at_most(0.05),
    record("in English", &[0.5, 1.0], english).at_most(0.08),
    record("in Arabic", &[0.5, 1.0], arabic).at_most(0.05),
    words("without diacritics", &[0.3, 0.6, 1.0], w::no_diacritics).at_most(0.04),
    words("the other tone placement", &[1.0], w::other_tone_place),
    words("decomposed (NFD)", &[0.5, 1.0], w::decomposed),
    words("wrong tones", &[0.1, 0.3, 1.0], w::wrong_tone),
    words("Cyrillic letters", &[0.1, 0.5, 1.0], w::cyrillic),
    words("Greek letters", &[0.1, 0.5, 1.0], w::greek),
    words("other Latin letters", &[0.1, 0.5, 1.0], w::other_latin),
    words("fullwidth letters", &[0.1, 0.5, 1.0], w::fullwidth),
    words("mathematical letters", &[0.1, 0.5, 1.0], w::mathematical),
    words("letters in circles", &[0.5, 1.0], w::enclosed),
    words("zero-width characters", &[0.01, 0.3, 1.0], w::zero_width),
    words("soft hyphens, selectors, tags", &[0.01, 0.3, 1.0], w::soft_hyphens),
    words("direction overrides", &[0.1, 1.0], w::bidi),
    words("stacked marks", &[0.1, 0.5, 1.0], w::stacked_marks),
    words("marks of other languages", &[0.3, 1.0], w::foreign_marks),
    words("digits for letters", &[0.1, 0.3, 1.0], w::digits),
    words("0 and 1 for o and i", &[0.3, 1.0], w::few_digits),
    words("letters spaced", &[0.5, 1.0], w::spaced),
    words("letters with dots, hyphens", &[0.5, 1.0], w::dotted),
    words("words halved", &[0.3, 1.0], w::halved).at_most(0.05),
    words("words joined", &[0.3, 1.0], w::joined).at_most(0.05),
    words("snake_case", &[1.0], w::identifiers),
    words("CamelCase", &[1.0], w::camel).at_most(0.1),
    words("decimal HTML entities", &[0.1, 1.0], w::decimal_entities),
    words("hexadecimal HTML entities", &[0.1, 1.0], w::hex_entities),
    words("named HTML entities", &[1.0], w::named_entities),
    words("HTML tags within words", &[0.5, 1.0], w::tags),
    words("percent encoding", &[0.3, 1.0], w::percent_encoded),
    words("slips of the keyboard", &[0.1, 0.3], w::typos),
    words("capitals", &[1.0], w::capitals),
    words("mixed case", &[0.5], w::mixed_case),
    record("one long function", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], one_function),
    record("one function with all in its detail", &[1.0], one_detail),
    record("tiny functions", &[1.0, 2.0, 3.0], tiny),
    record("hidden in the summary", &[0.0, 3.0, 10.0], in_summary),
    record("hidden in the objective", &[0.0, 3.0, 10.0], in_objective),
    record("hidden in the name", &[0.0, 3.0, 10.0], in_name),
    record("hidden in details", &[0.0, 3.0, 10.0], in_detail).at_most(0.04),
    record("hidden in names of data", &[0.0, 3.0, 10.0], in_data),
    record("hidden in the evidence", &[0.0, 3.0, 10.0], in_evidence),
    record("another place", &[0.0, 1.0, 2.0, 3.0, 4.0], elsewhere),
    record("staff of another level", &[0.0, 1.0, 2.0], other_levels),
    record("other users", &[0.0, 1.0, 2.0], other_users),
    record("another field", &[0.0, 1.0, 2.0, 3.0], other_sectors).at_most(0.03),
    record("no scope", &[1.0], no_scope),
    record("another level of the owner", &[0.0, 1.0, 2.0], other_level),
    record("another owner", &[0.0, 1.0, 2.0, 3.0, 4.0], other_owner),
    record("no owner", &[1.0], no_owner),
    record("level and staff of another level", &[0.0, 1.0, 2.0], all_of_level),
    record("declared as extension, integration, replacement", &[0.0, 1.0, 2.0, 3.0], relations),
    record("extension of nothing", &[1.0], unknown_relations),
    record("another form of investment", &[0.0, 1.0, 2.0, 3.0], form),
    record("claimed need", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0], need),
    record("a false type", &[0.0, 1.0, 2.0, 3.0], false_type),
    record("words of exempt things", &[0.0, 1.0, 2.0, 3.0], exempt_words).at_most(0.03),
    record("declared as a running system", &[1.0], as_system),
    record("vague functions", &[0.5, 0.8, 1.0], vague).at_most(0.04),
    record("functions cut short", &[1.0, 2.0, 3.0], shortened),
    on_file("YAML anchor", anchors),
    on_file("YAML merge key", merge_key),
    on_file("YAML duplicate key", duplicate_key),
    on_file("YAML tag", tag),
    on_file("YAML list in a comment", commented),
    on_file("YAML many documents", documents),
    on_file("YAML empty functions", not_text),
    on_file("YAML booleans and octals as functions", yes_and_no),
    on_file("YAML kind: platform", later_kind),
    on_file("YAML key with a hidden character", odd_key),
    on_file("YAML explicit keys", blocks),
];

type MakeRecord = fn(&Software, f32, &mut Random, &Sources) -> Option<Attempt>;

const fn record(name: &'static str, strengths: &'static [f32], make: MakeRecord) -> Trick {
    Trick { name, strengths, make: Make::Record(make), most: 0.0 }
}

const fn words(name: &'static str, strengths: &'static [f32], make: Edit) -> Trick {
    Trick { name, strengths, make: Make::Words(make), most: 0.0 }
}

const fn on_file(name: &'static str, make: fn(&str) -> String) -> Trick {
    Trick { name, strengths: &[1.0], make: Make::File(make), most: 0.0 }
}
