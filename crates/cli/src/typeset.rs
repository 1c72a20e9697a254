//! Documents set by a typesetting library into PDF, with the embedded typeface and nothing of the machine's.

use typst_as_lib::TypstEngine;
use typst_pdf::{PdfOptions, pdf};

/// A document could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{document}` cannot be set as PDF: {reason}")]
pub struct TypesetError {
    /// What was to be set.
    document: String,
    /// What the typesetter said.
    reason: String,
}

/// Sets a template, which reads its data from files that are given beside it and not from a disk.
///
/// User's words belong in the files, never in the template: what a template reads is text, what stands in it is markup. Without a
/// time and with an identifier that is a hash of the title, the same input gives the same bytes.
///
/// # Errors
/// [`TypesetError`] if the template does not fit its files.
pub fn typeset(document: &str, template: &str, files: &[(&str, &[u8])]) -> Result<Vec<u8>, TypesetError> {
    let failed = |reason: String| TypesetError { document: document.to_owned(), reason };
    let engine = TypstEngine::builder()
        .main_file(template)
        .fonts([dejavu::sans::regular(), dejavu::sans::bold()])
        .with_static_file_resolver(files.iter().map(|(name, bytes)| (*name, bytes.to_vec())))
        .build();
    let paged = engine.compile().output.map_err(|error| failed(error.to_string()))?;
    pdf(&paged, &PdfOptions::default())
        .map_err(|errors| failed(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let set = || typeset("a test", "#set document(date: none)\n#read(\"words.txt\")", &[("words.txt", "#panic()".as_bytes())]).unwrap();
        assert!(set().starts_with(b"%PDF-"));
        assert_eq!(set(), set());
    }

    #[test]
    fn a_template_that_lacks_its_file_is_refused() {
        let refusal = typeset("a test", "#read(\"words.txt\")", &[]).unwrap_err().to_string();
        assert!(refusal.starts_with("`a test` cannot be set as PDF: ") && refusal.contains("words.txt"), "{refusal}");
    }
}
