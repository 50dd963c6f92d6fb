//! Which sites `covers(…)` speaks of: names as the user writes them, matched by the end of a site's path.

use crate::site::Site;

/// Candidates that a message lists at most.
const LISTED: usize = 8;

/// The one site that `cover` names; an error says why there is none and lists candidates.
pub(super) fn resolve(cover: &str, sites: &[&'static Site]) -> Result<&'static Site, String> {
    let wanted = plain(cover);
    let found: Vec<&'static Site> = sites
        .iter()
        .copied()
        .filter(|site| {
            ends_with_path(&site.function_path(), &wanted) || ends_with_path(&site.path(), &wanted)
        })
        .collect();
    match found.as_slice() {
        [site] => Ok(site),
        [] => Err(format!(
            "covers({cover}) names no annotated function that is linked here; there are: {}",
            listed(&candidates(&wanted, sites))
        )),
        several => Err(format!(
            "covers({cover}) is ambiguous, write more of the path; it could be: {}",
            listed(several)
        )),
    }
}

/// The path without blanks and without what only the compiler can resolve.
fn plain(cover: &str) -> String {
    let path: String = cover.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = path.as_str();
    for relative in ["::", "crate::", "self::", "super::"] {
        while let Some(shorter) = rest.strip_prefix(relative) {
            rest = shorter;
        }
    }
    rest.to_owned()
}

/// Whether `path` ends with the whole segments of `end`.
fn ends_with_path(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with("::"))
}

/// Sites with the same last segment, else all of them.
fn candidates(wanted: &str, sites: &[&'static Site]) -> Vec<&'static Site> {
    let last = wanted.rsplit("::").next().unwrap_or(wanted);
    let alike: Vec<&'static Site> = sites
        .iter()
        .copied()
        .filter(|site| ends_with_path(&site.function_path(), last))
        .collect();
    if alike.is_empty() {
        sites.to_vec()
    } else {
        alike
    }
}

fn listed(sites: &[&'static Site]) -> String {
    let mut paths: Vec<String> = sites.iter().map(|site| site.function_path()).collect();
    paths.sort();
    let left = paths.len().saturating_sub(LISTED);
    paths.truncate(LISTED);
    let mut text = paths.join(", ");
    if left > 0 {
        text.push_str(&format!(" and {left} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RECORDER;
    use crate::site::{Identity, Kind, Place, SiteInfo};

    fn site(module: &'static str, name: &'static str, label: &'static str) -> &'static Site {
        let place = Place {
            file: "m.rs",
            module,
            package: "",
            test_build: false,
        };
        let identity = Identity::new(label, "", &[], 10.0, 50.0);
        let info = SiteInfo::new(Kind::Function, name, 1, 1, place, &[], identity);
        // Tests leak a few sites: sites are static by design.
        Box::leak(Box::new(Site::new(info, || "", &RECORDER)))
    }

    #[test]
    fn a_name_is_matched_by_whole_segments_from_the_end() {
        let sites = [
            site("k::fit", "chi_squared", ""),
            site("k::model", "correlation", "the model"),
        ];
        let path = |cover| resolve(cover, &sites).map(Site::function_path);
        for cover in [
            "chi_squared",
            "fit::chi_squared",
            "crate::fit::chi_squared",
            "super :: super :: chi_squared",
        ] {
            assert_eq!(path(cover).as_deref(), Ok("k::fit::chi_squared"), "{cover}");
        }
        assert_eq!(
            path("the model").unwrap_err().split(' ').next(),
            Some("covers(the")
        );
        assert!(
            path("squared")
                .unwrap_err()
                .contains("k::fit::chi_squared, k::model::correlation")
        );
    }

    #[test]
    fn an_ambiguous_name_lists_what_it_could_be() {
        let sites = [site("k::a", "run", ""), site("k::b", "run", "")];
        let error = resolve("run", &sites).unwrap_err();
        assert!(error.contains("k::a::run, k::b::run"), "{error}");
        assert!(resolve("b::run", &sites).is_ok());
        let unknown = resolve("c::run", &sites).unwrap_err();
        assert!(unknown.contains("k::a::run, k::b::run"), "{unknown}");
    }
}
