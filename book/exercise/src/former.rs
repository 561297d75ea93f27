//! The names that exercises had, by which a reader's progress finds them again.

use std::collections::BTreeMap;

use outline::Fault;

use crate::Texts;

/// The name that each former name has now, in a whole course.
///
/// # Errors
/// If an exercise was called what one is called now, or what another was called: with the
/// file and the line.
pub fn former_names<'t>(
    course: impl IntoIterator<Item = &'t Texts> + Clone,
) -> Result<BTreeMap<String, String>, Fault> {
    let all = || {
        let texts = course.clone().into_iter();
        texts.flat_map(|texts| texts.exercises.iter().map(move |one| (texts, one)))
    };
    let mut former = BTreeMap::new();
    for (texts, exercise) in all() {
        let wrong = |message| {
            Err(Fault::new(Texts::file(&texts.package), exercise.line, message))
        };
        let name = &exercise.name;
        for was in &exercise.was {
            if let Some((other, _)) = all().find(|(_, other)| other.name == *was) {
                return wrong(format!(
                    "`{name}` was `{was}`, and that is an exercise of {} now: name only what is \
                     gone",
                    other.package
                ));
            }
            if let Some(other) = former.insert(was.clone(), name.clone()) {
                return wrong(format!(
                    "`{name}` was `{was}`, and so was `{other}`: name it at one of them, once"
                ));
            }
        }
    }
    Ok(former)
}
