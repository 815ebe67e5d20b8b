//! For whom and where software is: territory, levels of government, fields of work, groups of users; and how the
//! scope of one thing covers the scope of another. Each dimension is a relation between sets or tree paths, never a
//! similarity of words.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::place::Located;

/// A level of government. Districts were abolished on 1 July 2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Ministries and bodies of the centre.
    Central,
    /// A province or a city directly under the centre, its departments included.
    Province,
    /// A commune, ward or special zone.
    Commune,
}

/// A group of people who use software.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum User {
    /// Staff of state bodies.
    Officials,
    /// Citizens.
    Citizens,
    /// Enterprises, cooperatives, household businesses, associations.
    Businesses,
}

/// A value that people write as one word: how it is written and which words there are.
pub trait Word: Copy + 'static {
    /// Every value with its word.
    const WORDS: &'static [(&'static str, Self)];
}

impl Word for Level {
    const WORDS: &'static [(&'static str, Self)] =
        &[("central", Level::Central), ("province", Level::Province), ("commune", Level::Commune)];
}

impl Word for User {
    const WORDS: &'static [(&'static str, Self)] =
        &[("officials", User::Officials), ("citizens", User::Citizens), ("businesses", User::Businesses)];
}

impl Level {
    /// The word used in records and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

impl User {
    /// The word used in records and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

/// The word of `value`.
///
/// # Panics
/// If a value is missing from its own [`Word::WORDS`], which is a bug.
#[must_use]
pub fn word_of<T: Word + PartialEq>(value: T) -> &'static str {
    T::WORDS.iter().find(|(_, v)| *v == value).map(|(w, _)| *w).expect("every value has a word")
}

/// Scope of a record. `None` in a dimension means that nobody stated it: it is neither a yes nor a no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Path in the table of administrative units, `vn/nghe-an/nghi-loc`.
    pub territory: Option<Located<String>>,
    /// The territory as it was written, where that names a unit that has become (a part of) another.
    pub former: Option<String>,
    /// Levels whose staff use it.
    pub levels: Option<Located<BTreeSet<Level>>>,
    /// Ids of fields of work; `all` for every field.
    pub sectors: Option<Located<BTreeSet<String>>>,
    /// Groups of users.
    pub users: Option<Located<BTreeSet<User>>>,
}

/// How far one dimension (or the whole) of a needed scope lies within an offered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Everything needed is offered.
    Covered,
    /// One of the two sides is not stated.
    Unknown,
    /// A part of what is needed is offered.
    Partly,
    /// Nothing of what is needed is offered.
    Outside,
}

impl Word for Coverage {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("covered", Coverage::Covered),
        ("unknown", Coverage::Unknown),
        ("partly", Coverage::Partly),
        ("outside", Coverage::Outside),
    ];
}

/// The relation of a needed scope to an offered one, by dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Place.
    pub territory: Coverage,
    /// Levels of government.
    pub levels: Coverage,
    /// Fields of work.
    pub sectors: Coverage,
    /// Groups of users.
    pub users: Coverage,
    /// What is needed and not offered, as words of the records, by dimension name.
    pub left_outside: Vec<(&'static str, Vec<String>)>,
}

impl Relation {
    /// The whole: outside as soon as place or level lies outside; partly when any dimension is not wholly covered.
    /// A field of work or a group of users that does not meet is a doubt for a person (`partly`), since records name
    /// fields loosely and the compared functions already carry their field. What nobody stated does not lower the
    /// whole: each dimension shows it, and rules decide what to ask for.
    #[must_use]
    pub fn whole(&self) -> Coverage {
        if self.territory == Coverage::Outside || self.levels == Coverage::Outside {
            return Coverage::Outside;
        }
        let partly = |c: Coverage| c == Coverage::Partly || c == Coverage::Outside;
        if [self.territory, self.levels, self.sectors, self.users].into_iter().any(partly) {
            return Coverage::Partly;
        }
        if self.territory == Coverage::Unknown { Coverage::Unknown } else { Coverage::Covered }
    }
}

/// The tree of fields of work, as far as [`relate`] needs it.
pub trait Fields {
    /// Is `inner` the same field as `outer` or a part of it?
    fn within(&self, inner: &str, outer: &str) -> bool;
}

/// Compares the scope that a record needs with the scope that a platform offers.
#[must_use]
pub fn relate(needed: &Scope, offered: &Scope, fields: &dyn Fields) -> Relation {
    let mut left_outside = Vec::new();
    let territory = match (&needed.territory, &offered.territory) {
        (Some(n), Some(o)) => {
            let coverage = territory_coverage(&n.value, &o.value);
            if matches!(coverage, Coverage::Partly | Coverage::Outside) {
                left_outside.push(("territory", vec![n.value.clone()]));
            }
            coverage
        }
        _ => Coverage::Unknown,
    };
    let levels = set_coverage(
        needed.levels.as_ref().map(|l| &l.value),
        offered.levels.as_ref().map(|l| &l.value),
        |n, o| n == o,
        |l| l.word().to_owned(),
        ("levels", &mut left_outside),
    );
    let sectors = set_coverage(
        needed.sectors.as_ref().map(|l| &l.value),
        offered.sectors.as_ref().map(|l| &l.value),
        |n, o| o == "all" || fields.within(n, o),
        Clone::clone,
        ("sectors", &mut left_outside),
    );
    // What citizens or businesses use, officials work with: they are left outside only where nobody else is meant. What is open
    // to any citizen is open to a business, which acts through people.
    let for_officials_alone = needed.users.as_ref().is_some_and(|u| u.value.iter().all(|u| *u == User::Officials));
    let users = set_coverage(
        needed.users.as_ref().map(|l| &l.value),
        offered.users.as_ref().map(|l| &l.value),
        |n, o| match (n, o) {
            (User::Officials, _) if !for_officials_alone => true,
            (User::Businesses, User::Citizens) => true,
            _ => n == o,
        },
        |u| u.word().to_owned(),
        ("users", &mut left_outside),
    );
    Relation { territory, levels, sectors, users, left_outside }
}

/// Is the unit `inner` the same as `outer` or inside it?
#[must_use]
pub fn inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn territory_coverage(needed: &str, offered: &str) -> Coverage {
    if inside(needed, offered) {
        Coverage::Covered
    } else if inside(offered, needed) {
        Coverage::Partly
    } else {
        Coverage::Outside
    }
}

fn set_coverage<T: Ord>(
    needed: Option<&BTreeSet<T>>,
    offered: Option<&BTreeSet<T>>,
    serves: impl Fn(&T, &T) -> bool,
    word: impl Fn(&T) -> String,
    (name, left_outside): (&'static str, &mut Vec<(&'static str, Vec<String>)>),
) -> Coverage {
    let (Some(needed), Some(offered)) = (needed, offered) else {
        return Coverage::Unknown;
    };
    let left: Vec<String> = needed.iter().filter(|n| !offered.iter().any(|o| serves(n, o))).map(word).collect();
    let coverage = match left.len() {
        0 => Coverage::Covered,
        n if n < needed.len() => Coverage::Partly,
        // A wider need (`all`, a whole field) against a narrower offer still meets it in part.
        _ if needed.iter().any(|n| offered.iter().any(|o| serves(o, n))) => Coverage::Partly,
        _ => Coverage::Outside,
    };
    if !left.is_empty() {
        left_outside.push((name, left));
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::place::Span;

    struct Flat;
    impl Fields for Flat {
        fn within(&self, inner: &str, outer: &str) -> bool {
            inner == outer
        }
    }

    fn scope(territory: &str, levels: &[Level]) -> Scope {
        Scope {
            territory: Some(Located::new(territory.to_owned(), Span::default())),
            former: None,
            levels: Some(Located::new(levels.iter().copied().collect(), Span::default())),
            sectors: None,
            users: None,
        }
    }

    #[test]
    fn a_commune_is_inside_its_province() {
        let r = relate(
            &scope("vn/nghe-an/nghi-loc", &[Level::Commune]),
            &scope("vn/nghe-an", &[Level::Province, Level::Commune]),
            &Flat,
        );
        assert_eq!((r.territory, r.levels, r.whole()), (Coverage::Covered, Coverage::Covered, Coverage::Covered));
    }

    #[test]
    fn a_name_that_only_begins_alike_is_elsewhere() {
        assert!(!inside("vn/nghe-an-moi", "vn/nghe-an"));
        let r = relate(&scope("vn/ha-tinh", &[Level::Province]), &scope("vn/nghe-an", &[Level::Province]), &Flat);
        assert_eq!(r.whole(), Coverage::Outside);
        assert_eq!(r.left_outside, vec![("territory", vec!["vn/ha-tinh".to_owned()])]);
    }

    #[test]
    fn a_wider_need_is_partly_covered() {
        let r =
            relate(&scope("vn", &[Level::Province, Level::Commune]), &scope("vn/nghe-an", &[Level::Commune]), &Flat);
        assert_eq!((r.territory, r.levels, r.whole()), (Coverage::Partly, Coverage::Partly, Coverage::Partly));
    }

    #[test]
    fn officials_and_businesses_work_with_what_citizens_use() {
        let for_users = |users: &[User]| Scope {
            users: Some(Located::new(users.iter().copied().collect(), Span::default())),
            ..Scope::default()
        };
        let of = |needed: &[User], offered: &[User]| relate(&for_users(needed), &for_users(offered), &Flat).users;
        assert_eq!(of(&[User::Officials, User::Citizens], &[User::Citizens]), Coverage::Covered);
        assert_eq!(of(&[User::Officials], &[User::Citizens]), Coverage::Outside);
        assert_eq!(of(&[User::Officials, User::Citizens], &[User::Businesses]), Coverage::Partly);
        assert_eq!(of(&[User::Businesses], &[User::Citizens]), Coverage::Covered);
    }

    #[test]
    fn the_whole_is_as_its_worst_dimension_that_was_stated() {
        use Coverage::{Covered, Outside, Partly, Unknown};
        for (territory, levels, sectors, users, whole) in [
            (Covered, Covered, Covered, Covered, Covered),
            (Covered, Unknown, Unknown, Unknown, Covered),
            (Unknown, Covered, Covered, Covered, Unknown),
            (Unknown, Covered, Partly, Covered, Partly),
            (Partly, Covered, Covered, Covered, Partly),
            (Covered, Partly, Covered, Covered, Partly),
            (Covered, Covered, Outside, Covered, Partly),
            (Covered, Covered, Covered, Outside, Partly),
            (Outside, Covered, Covered, Covered, Outside),
            (Covered, Outside, Partly, Covered, Outside),
        ] {
            let relation = Relation { territory, levels, sectors, users, left_outside: Vec::new() };
            assert_eq!(relation.whole(), whole, "{relation:?}");
        }
    }

    #[test]
    fn what_is_left_outside_is_named_by_dimension() {
        struct Tree;
        impl Fields for Tree {
            fn within(&self, inner: &str, outer: &str) -> bool {
                inside(inner, outer)
            }
        }
        let for_fields = |territory: &str, levels: &[Level], sectors: &[&str]| Scope {
            sectors: Some(Located::new(sectors.iter().map(|s| (*s).to_owned()).collect(), Span::default())),
            ..scope(territory, levels)
        };
        let of = |needed: &Scope, offered: &Scope| {
            let r = relate(needed, offered, &Tree);
            ((r.territory, r.levels, r.sectors), r.left_outside)
        };
        let named = |dimension, words: &[&str]| (dimension, words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let (all, both) = (Coverage::Covered, [Level::Province, Level::Commune]);
        let needed = for_fields("vn/nghe-an", &both, &["health", "land/map"]);
        assert_eq!(of(&needed, &for_fields("vn/nghe-an", &both, &["all"])), ((all, all, all), vec![]));
        assert_eq!(of(&needed, &for_fields("vn", &both, &["health", "land"])), ((all, all, all), vec![]));
        assert_eq!(
            of(&needed, &for_fields("vn/nghe-an/vinh", &[Level::Commune], &["health/hospital", "land"])),
            (
                (Coverage::Partly, Coverage::Partly, Coverage::Partly),
                vec![
                    named("territory", &["vn/nghe-an"]),
                    named("levels", &["province"]),
                    named("sectors", &["health"])
                ]
            )
        );
        // A whole field is needed and only a part of it is offered.
        assert_eq!(
            of(&for_fields("vn", &both, &["health"]), &for_fields("vn", &both, &["health/hospital"])),
            ((all, all, Coverage::Partly), vec![named("sectors", &["health"])])
        );
        assert_eq!(
            of(&for_fields("vn", &both, &["health"]), &for_fields("vn", &[Level::Central], &["land"])),
            (
                (all, Coverage::Outside, Coverage::Outside),
                vec![named("levels", &["province", "commune"]), named("sectors", &["health"])]
            )
        );
        assert!(inside("vn", "vn") && inside("vn/nghe-an/vinh", "vn/nghe-an") && !inside("vn", "vn/nghe-an"));
    }

    #[test]
    fn what_nobody_stated_is_unknown() {
        let r = relate(&Scope::default(), &scope("vn", &[Level::Commune]), &Flat);
        assert_eq!((r.territory, r.levels, r.whole()), (Coverage::Unknown, Coverage::Unknown, Coverage::Unknown));
    }
}
