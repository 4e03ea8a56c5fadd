//! Whole numbers, however they were written.

/// The number that a JSON number, or the text of a string, writes, where it is whole and not negative: `8`, `8.0`,
/// `8e0`, `80e-1`. Exact to the last digit.
pub(super) fn whole(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_number = !before.is_empty() && all_digits(before) && all_digits(after);
    if !is_number || exponent_digits.is_empty() || !all_digits(exponent_digits) {
        return None;
    }
    let significant = [before, after].map(|part| part.trim_start_matches('0'));
    if significant == ["", ""] {
        return Some(0);
    }
    if negative {
        return None;
    }
    let fraction = after.trim_end_matches('0');
    let digits = before.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
    // An exponent that fits in no i64 moves every digit out of range.
    let mut shift = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let mut digits: Vec<u8> = digits.collect();
    while digits.last() == Some(&b'0') {
        digits.pop();
        shift += 1;
    }
    let digit = |value: u64, digit: &u8| value.checked_mul(10)?.checked_add(u64::from(digit - b'0'));
    let value = digits.iter().try_fold(0, digit)?;
    let power = 10u64.checked_pow(u32::try_from(shift).ok()?)?;
    value.checked_mul(power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::whole;

    #[test]
    fn a_number_is_whole_by_its_value() {
        for (text, number) in [
            ("8", Some(8)),
            ("8.0", Some(8)),
            ("8e0", Some(8)),
            ("80E-1", Some(8)),
            ("0.8e+1", Some(8)),
            ("0.08e2", Some(8)),
            ("1000e-3", Some(1)),
            ("008", Some(8)),
            ("-0", Some(0)),
            ("-0.0e5", Some(0)),
            ("0e99999999999999999999", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551615.000", Some(u64::MAX)),
            ("1844674407370955161500e-2", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("1e19", Some(10_000_000_000_000_000_000)),
            ("1e20", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", None),
            ("8.5", None),
            ("8e-1", None),
            ("-8", None),
            ("", None),
            ("-", None),
            (".", None),
            (".5e1", None),
            ("8e", None),
            ("8e+", None),
            ("+8", None),
            (" 8", None),
            ("0x8", None),
            ("NaN", None),
            ("8.5.0", None),
            ("٨", None),
        ] {
            assert_eq!(whole(text), number, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_way_to_write_a_number_is_that_number(number: u64, zeros in 0usize..30) {
            prop_assert_eq!(whole(&number.to_string()), Some(number));
            prop_assert_eq!(whole(&format!("{number}.{}", "0".repeat(zeros))), Some(number));
            prop_assert_eq!(whole(&format!("{number}{}e-{zeros}", "0".repeat(zeros))), Some(number));
            prop_assert_eq!(whole(&format!("0.{}{number}e{}", "0".repeat(zeros), number.to_string().len() + zeros)), Some(number));
        }
    }
}
