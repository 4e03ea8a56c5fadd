//! What a game was started with.

use mpsd::Activation;

use super::check_text;

/// Reads a URI. What was read can be written, and then it is the same again.
pub fn activations(uri: &[u8]) {
    let uri = String::from_utf8_lossy(uri);
    let Ok(activation) = Activation::parse(&uri) else { return };
    check_text(activation.handle_id.as_str());
    activation.context.iter().for_each(|text| check_text(text));
    if let Ok(written) = activation.format() {
        assert_eq!(Activation::parse(&written).expect("it is one of ours"), activation, "{written}");
    }
}
