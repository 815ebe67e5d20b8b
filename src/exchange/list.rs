//! Records as one table, a row each, under heads that `import` knows. What a cell cannot hold is noted.

use super::grid::{Grid, LONGEST_CELL};
use super::note::{Note, Place, Weight};
use super::tree::{Tree, record as tree_of, text};
use crate::record::{Basis, DataRole, Lang, Software, Text};

/// Fields with their heads, which stand in `data/import/columns.yaml` too; a test reads them back.
const HEADS: [(&str, &str); 33] = [
    ("id", "Mã định danh"),
    ("kind", "Loại hồ sơ"),
    ("name", "Tên phần mềm"),
    ("aliases", "Tên gọi khác"),
    ("type", "Mã loại"),
    ("objective", "Mục tiêu"),
    ("summary", "Mô tả"),
    ("owner.unit", "Cơ quan chủ quản"),
    ("owner.level", "Cấp"),
    ("scope.territory", "Địa bàn"),
    ("scope.levels", "Cấp sử dụng"),
    ("scope.sectors", "Lĩnh vực"),
    ("scope.users", "Đối tượng sử dụng"),
    ("status", "Tình trạng"),
    ("available", "Dự kiến vận hành"),
    ("functions", "Chức năng"),
    ("functions-inferred", "Chức năng suy ra"),
    ("data-master", "Dữ liệu"),
    ("data-copy", "Dữ liệu sao chép"),
    ("data-read", "Dữ liệu khai thác"),
    ("relations.extends", "Mở rộng từ"),
    ("relations.integrates-with", "Mã hệ thống kết nối"),
    ("relations.replaces", "Thay thế hệ thống"),
    ("investment.amount", "Kinh phí"),
    ("investment.currency", "Loại tiền"),
    ("investment.form", "Hình thức đầu tư"),
    ("investment.from", "Bắt đầu"),
    ("investment.to", "Kết thúc"),
    ("annual-cost", "Kinh phí hằng năm"),
    ("compliance.security-level", "Cấp độ"),
    ("access", "Cách cấp tài khoản"),
    ("notes", "Ghi chú"),
    ("sources", "Nguồn"),
];

/// Keys of a record that the table has no column for.
const WITHOUT: [&str; 3] = ["list", "need", "facts"];

/// Records as a table in one language.
#[must_use]
pub fn write(records: &[&Software], lang: Lang, notes: &mut Vec<Note>) -> Grid {
    let heads = HEADS.iter().map(|(_, head)| (*head).to_owned()).collect();
    let rows = records.iter().map(|record| row(record, lang, notes)).collect();
    Grid { name: "Danh mục".to_owned(), heads, rows }
}

fn row(record: &Software, lang: Lang, notes: &mut Vec<Note>) -> Vec<String> {
    let tree = tree_of(record);
    let mut lost: Vec<&str> = WITHOUT.into_iter().filter(|key| tree.get(key).is_some()).collect();
    if record.compliance.architecture.is_some() || record.compliance.plan.is_some() {
        lost.push("compliance");
    }
    if record.functions.iter().any(|f| f.detail.is_some() || f.source.is_some()) {
        lost.push("functions: detail, source");
    }
    let texts = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
    let mut names = texts.into_iter().flatten().chain(record.functions.iter().map(|f| &f.name));
    if names.any(|t| t.wordings.len() > 1) {
        lost.push("languages");
    }
    let cells = HEADS.iter().map(|(field, _)| {
        let value = match *field {
            "functions" => bullets(record, Basis::Stated, lang),
            "functions-inferred" => bullets(record, Basis::Inferred, lang),
            "data-master" => sets(record, DataRole::Master, lang),
            "data-copy" => sets(record, DataRole::Copy, lang),
            "data-read" => sets(record, DataRole::Read, lang),
            "annual-cost" => {
                record.annual_cost.as_ref().map(|(amount, currency)| format!("{amount} {currency}")).unwrap_or_default()
            }
            path => cell(&tree, path, lang),
        };
        let length = value.chars().count();
        if length > LONGEST_CELL {
            lost.push("long text");
            return value.chars().take(LONGEST_CELL).collect();
        }
        value
    });
    let cells = cells.collect();
    if !lost.is_empty() {
        let args = vec![("found", record.id.value.clone()), ("value", lost.join(", "))];
        let place = Place::Line(record.at.line, record.at.column);
        let file = std::sync::Arc::clone(&record.file);
        notes.push(Note { weight: Weight::Dropped, code: "no-key", file, place, args, problem: None });
    }
    cells
}

fn bullets(record: &Software, basis: Basis, lang: Lang) -> String {
    let names = record.functions.iter().filter(|f| f.basis == basis).map(|f| format!("- {}", f.name.in_lang(lang)));
    names.collect::<Vec<_>>().join("\n")
}

fn sets(record: &Software, role: DataRole, lang: Lang) -> String {
    let names = record.data.iter().filter(|d| d.role == role).map(|d| format!("- {}", d.name.in_lang(lang)));
    names.collect::<Vec<_>>().join("\n")
}

fn cell(tree: &Tree, path: &str, lang: Lang) -> String {
    let mut at = Some(tree);
    for key in path.split('.') {
        at = at.and_then(|t| t.get(key));
    }
    match at {
        None => String::new(),
        Some(Tree::List(items)) => items.iter().filter_map(Tree::scalar).collect::<Vec<_>>().join("; "),
        Some(Tree::Map(entries)) => {
            let by_lang = |l: &str| entries.iter().find(|(k, _)| k == l).and_then(|(_, v)| v.scalar());
            by_lang(&lang.to_string())
                .or_else(|| by_lang("vi"))
                .or_else(|| entries.first().and_then(|(_, v)| v.scalar()))
                .unwrap_or_default()
        }
        Some(scalar) => scalar.scalar().unwrap_or_default(),
    }
}

/// A text as one line, for sheets that have a cell for it.
#[must_use]
pub fn plain(value: &Text) -> String {
    text(value).scalar().unwrap_or_else(|| value.in_lang(Lang::VI).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::columns::Columns;

    #[test]
    fn import_knows_every_head() {
        let columns = Columns::embedded();
        for (field, head) in HEADS {
            let key = match field {
                "owner.unit" => "owner",
                path => path.rsplit('.').next().unwrap_or(path),
            };
            let found = columns.field(head).map(|r| (r.word, r.guessed));
            assert_eq!(found, Some((key.to_owned(), false)), "{head}");
        }
    }
}
