//! Rows into records, by columns already chosen: the step that every row goes through.

use super::columns::Columns;
use super::roles::Roles;
use super::table::Row;
use super::value::count;
use crate::lang::Say;
use crate::record::{Attrs, Name, Record};
use crate::say;

/// Columns by role, with what each record shares.
pub(super) struct Mapping {
    columns: Columns,
    /// The source of the last row, which is mostly that of the next.
    source: Name,
    path: Name,
    attrs: Vec<(Name, usize)>,
    needed: usize,
}

impl Mapping {
    pub(super) fn new(columns: Columns, source: Name) -> Self {
        let attrs = columns.attrs.iter().map(|i| (Name::from(columns.names[*i].as_str()), *i)).collect();
        Self { attrs, path: source.clone(), source, needed: columns.needed(), columns }
    }

    /// The columns that it maps.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Why a row of delimited text cannot be taken apart: too many fields, unless those beyond the header are empty; too few, unless those that are
    /// missing at its end have no role.
    pub(super) fn misfit(&self, row: &Row) -> Option<Say> {
        let (width, fields) = (self.columns.names.len(), row.len());
        let too_many = (width..fields).any(|i| !row.get(i).trim().is_empty());
        let plural = if fields == 1 { "" } else { "s" };
        let misfits = too_many || fields < self.needed;
        misfits.then(|| {
            say!("{fields} field{plural} where the header has {width}", "有 {fields} 个字段，而表头有 {width} 个")
        })
    }

    /// Headers of the segment columns.
    pub(super) fn segments(&self) -> Vec<Name> {
        self.attrs.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Why a row has no number, where a column should hold it.
    pub(super) fn unnumbered(&self, row: &Row) -> Option<Say> {
        let cell = row.get(self.columns.row?);
        number(cell).is_none().then(|| {
            let shown: String = cell.chars().take(40).collect();
            say!("`{shown}` is no row number", "`{shown}` 不是行号")
        })
    }

    /// The source that a row names, else the one that is read.
    fn named_source(&mut self, row: &Row) -> Name {
        let named = self.columns.source.map_or("", |i| row.get(i).trim());
        let named = if named.is_empty() { &*self.path } else { named };
        if *self.source != *named {
            self.source = Name::from(named);
        }
        self.source.clone()
    }

    /// The record of a row.
    pub(super) fn record(&mut self, row: &Row, count_here: u64, roles: &Roles) -> Record {
        let source = self.named_source(row);
        let c = &self.columns;
        let cell = |i: Option<usize>| i.map_or("", |i| row.get(i));
        Record {
            source,
            row: c.row.and_then(|i| number(row.get(i))).unwrap_or(count_here),
            id: Some(cell(c.id).trim()).filter(|id| !id.is_empty()).map(str::to_owned),
            text: self.text(row, roles),
            rating: roles.ratings.rating(cell(c.rating)),
            time: roles.times.in_column(cell(c.time), c.day_order, c.short_years),
            likes: count(cell(c.likes)),
            attrs: self.attrs(row),
        }
    }

    fn attrs(&self, row: &Row) -> Attrs {
        let mut attrs = Vec::with_capacity(self.attrs.len());
        for (name, i) in &self.attrs {
            let value = row.get(*i).trim();
            if !value.is_empty() {
                attrs.push((name.clone(), value.to_owned()));
            }
        }
        Attrs(attrs)
    }

    /// The text columns, joined by line ends; nothing where there are only blanks, which some formats keep and others do not. A part is left out where another begins with it, and a placeholder where another part says something.
    fn text(&self, row: &Row, roles: &Roles) -> String {
        if let [only] = self.columns.text[..] {
            let text = row.get(only);
            return if text.trim().is_empty() { String::new() } else { text.to_owned() };
        }
        let mut parts: Vec<&str> = self.columns.text.iter().map(|i| row.get(*i).trim()).collect();
        parts.retain(|p| !p.is_empty());
        if parts.len() > 1 {
            parts = fresh(&parts);
            if parts.iter().any(|p| !roles.is_placeholder(p)) {
                parts.retain(|p| !roles.is_placeholder(p));
            }
        }
        parts.join("\n")
    }
}

/// A row number: whole, from 1.
fn number(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    cell.strip_suffix(".0").unwrap_or(cell).parse().ok().filter(|n| *n > 0)
}

/// Parts that no other part begins with; titles are often the first words of the text, cut by dots.
fn fresh<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    let repeated = |i: usize| {
        let stem = parts[i].trim_end_matches(['…', '.', '。']);
        let mut others = parts.iter().enumerate().filter(|(j, _)| *j != i);
        others.any(|(j, other)| other.starts_with(stem) && (other.len() > parts[i].len() || j < i))
    };
    (0..parts.len()).filter(|i| !repeated(*i)).map(|i| parts[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Dicts;

    fn mapping(text: Vec<usize>, attrs: Vec<usize>) -> Mapping {
        let names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        Mapping::new(Columns { names, text, attrs, ..Columns::default() }, "f.csv".into())
    }

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        for c in cells {
            row.push(c);
        }
        row
    }

    #[test]
    fn rows_that_do_not_fit() {
        let m = mapping(vec![1], vec![2]);
        assert_eq!(m.misfit(&row(&["1", "好", "x"])), None);
        assert_eq!(m.misfit(&row(&["1", "好", "x", "", "", " "])), None);
        assert_eq!(m.misfit(&row(&["1", "好"])).unwrap().en, "2 fields where the header has 4");
        assert_eq!(m.misfit(&row(&["1", "好", "x", "", "丢了"])).unwrap().en, "5 fields where the header has 4");
    }

    #[test]
    fn parts_are_joined_once() {
        let roles = Roles::new(&Dicts::load(None).unwrap()).unwrap();
        let text = |cells: &[&str]| mapping(vec![0, 1, 2], vec![]).record(&row(cells), 1, &roles).text;
        assert_eq!(text(&["太慢", "快递三天没动", ""]), "太慢\n快递三天没动");
        assert_eq!(text(&["快递三天…", "快递三天没动", "快递三天没动"]), "快递三天没动");
        assert_eq!(text(&["此用户没有填写评价。", "用了一周坏了", ""]), "用了一周坏了");
        assert_eq!(text(&["一般", "此用户没有填写评价。", ""]), "一般");
        assert_eq!(text(&["", "此用户没有填写评价。", ""]), "此用户没有填写评价。");
        assert_eq!(text(&["", " ", ""]), "");
        let single = mapping(vec![1], vec![]).record(&row(&["1", " 好 "]), 1, &roles).text;
        assert_eq!(single, " 好 ");
    }
}
