//! A file of names and values: what a reader plans, or what a program has found.

use toml::{Table, Value};

use crate::project::fault::{Checked, Fault, wrong};
use crate::project::folder::{Folder, shortened};

/// Such a file, as it was read.
pub struct Form {
    file: &'static str,
    text: String,
    table: Table,
}

impl Form {
    /// Reads it. `holds` says what it would hold where it is not there.
    pub fn read(folder: &Folder, file: &'static str, holds: &str) -> Checked<Self> {
        let text = folder.read(file, holds)?;
        match text.parse() {
            Ok(table) => Ok(Self { file, text, table }),
            Err(error) => {
                let at: &toml::de::Error = &error;
                let start = at.span().map_or(0, |span| span.start);
                let line = outline::line_at(&text, start);
                wrong!("{file}:{line}: {}.", error.message().replace('\n', ", "))
            }
        }
    }

    /// Where a value stands: `report.toml:12, mean`.
    pub fn at(&self, key: &str) -> String {
        let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
        let mut now = "";
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                now = rest.trim_end_matches(']').trim();
            }
            let is_it = line
                .split_once('=')
                .is_some_and(|(found, _)| found.trim().trim_matches('"') == name);
            if now == section && is_it {
                return format!("{}:{}, {name}", self.file, index + 1);
            }
        }
        format!("{}, {name}", self.file)
    }

    fn value(&self, key: &str) -> Checked<&Value> {
        let mut parts = key.split('.');
        let mut value = parts.next().and_then(|part| self.table.get(part));
        for part in parts {
            value = value.and_then(|value| value.get(part));
        }
        let empty = |value: &&Value| value.as_str().is_none_or(|s| !s.is_empty());
        value.filter(empty).ok_or_else(|| {
            Fault::open(match key.rsplit_once('.') {
                Some((section, name)) => format!(
                    "{} does not say `{name} = …` under [{section}] yet.",
                    self.file
                ),
                None => format!("{} does not say `{key} = …` yet.", self.file),
            })
        })
    }

    fn not<T>(&self, key: &str, value: &Value, what: &str) -> Checked<T> {
        let found = shortened(&value.to_string());
        wrong!("{}: `{found}` stands where {what} should.", self.at(key))
    }

    /// Whatever stands there.
    pub fn any(&self, key: &str) -> Checked<&Value> {
        self.value(key)
    }

    /// A text.
    pub fn text(&self, key: &str) -> Checked<&str> {
        match self.value(key)? {
            Value::String(text) => Ok(text),
            other => self.not(key, other, "a text in quotes"),
        }
    }

    /// Yes or no.
    pub fn flag(&self, key: &str) -> Checked<bool> {
        match self.value(key)? {
            Value::Boolean(flag) => Ok(*flag),
            other => self.not(key, other, "true or false"),
        }
    }

    /// A finite number.
    pub fn number(&self, key: &str) -> Checked<f64> {
        let value = self.value(key)?;
        match number(value) {
            Some(number) => Ok(number),
            None => self.not(key, value, "a number"),
        }
    }

    /// A list of finite numbers.
    pub fn numbers(&self, key: &str) -> Checked<Vec<f64>> {
        let value = self.value(key)?;
        let list = value.as_array().map(|list| list.iter().map(number).collect());
        match list.flatten() {
            Some(numbers) => Ok(numbers),
            None => self.not(key, value, "a list of numbers, [0.5, 0.25],"),
        }
    }

    /// A whole number from 0.
    pub fn count(&self, key: &str) -> Checked<usize> {
        let value = self.value(key)?;
        let count = value.as_integer().and_then(|count| count.try_into().ok());
        match count {
            Some(count) => Ok(count),
            None => self.not(key, value, "a whole number"),
        }
    }

    /// Different whole numbers, at least so many.
    pub fn seeds(&self, least: usize) -> Checked<Vec<u64>> {
        let value = self.value("seeds")?;
        let whole = |value: &Value| value.as_integer()?.try_into().ok();
        let list = value.as_array().map(|list| list.iter().map(whole).collect());
        let seeds: Vec<u64> = match list.flatten() {
            Some(seeds) => seeds,
            None => return self.not("seeds", value, "a list of whole numbers"),
        };
        let mut different = seeds.clone();
        different.sort_unstable();
        different.dedup();
        if different.len() < seeds.len() {
            wrong!("{}: a seed stands there twice.", self.at("seeds"));
        }
        if seeds.len() < least {
            wrong!(
                "{}: {} of the {least} seeds that are needed stand there.",
                self.at("seeds"),
                seeds.len()
            );
        }
        Ok(seeds)
    }

    /// A table of counts by name.
    pub fn counts(&self, key: &str) -> Checked<Vec<(&str, usize)>> {
        let value = self.value(key)?;
        let Some(table) = value.as_table() else {
            return self.not(key, value, &format!("a table, [{key}],"));
        };
        table
            .keys()
            .map(|name| {
                let count = table[name].as_integer();
                match count.and_then(|count| count.try_into().ok()) {
                    Some(count) => Ok((name.as_str(), count)),
                    None => self.not(key, &table[name], "a whole number"),
                }
            })
            .collect()
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Float(number) => *number,
        Value::Integer(number) => *number as f64,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
