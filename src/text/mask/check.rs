//! Arithmetic that tells personal numbers from other numbers: check digits and calendar shapes. Knows digits only, no text.

/// Weights of the identity card's check digit (GB 11643), and the check characters by remainder; 10 stands for x.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];

/// First two digits of the provinces' codes (GB/T 2260).
const PROVINCES: [u8; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82,
];

/// A number as written.
fn number(d: &[u8]) -> u32 {
    d.iter().fold(0, |n, &x| n * 10 + u32::from(x))
}

/// `d` is year, month, day in eight digits.
pub(super) fn is_date(d: &[u8]) -> bool {
    d.len() == 8 && (1900..2100).contains(&number(&d[..4])) && is_month_day(&d[4..])
}

fn is_month_day(d: &[u8]) -> bool {
    (1..=12).contains(&number(&d[..2])) && (1..=31).contains(&number(&d[2..]))
}

/// `d` is a date with hours and minutes, and seconds or milliseconds where there are more digits.
pub(super) fn is_timestamp(d: &[u8]) -> bool {
    let time = match d.len() {
        12 | 14 | 17 => &d[8..],
        _ => return false,
    };
    is_date(&d[..8]) && number(&time[..2]) < 24 && time[2..].chunks_exact(2).take(2).all(|c| number(c) < 60)
}

/// The number of an identity card, 15 digits or 18 with a right check digit (10 for x).
pub(super) fn is_id_card(d: &[u8]) -> bool {
    let (day, checked) = match d.len() {
        15 => (is_month_day(&d[8..12]), d.iter().all(|&x| x < 10)),
        18 => (is_date(&d[6..14]), id_check(d)),
        _ => return false,
    };
    day && checked && PROVINCES.contains(&(d[0] * 10 + d[1]))
}

fn id_check(d: &[u8]) -> bool {
    let sum: u32 = ID_WEIGHTS.iter().zip(d).map(|(w, &x)| w * u32::from(x)).sum();
    ID_CHECKS[(sum % 11) as usize] == d[17]
}

/// A payment card: 13 to 19 digits, a first digit that networks use, a right Luhn digit.
pub(super) fn is_bank_card(d: &[u8]) -> bool {
    (13..=19).contains(&d.len()) && matches!(d[0], 3..=6 | 9) && luhn(d) && !is_barcode(d)
}

fn luhn(d: &[u8]) -> bool {
    let double = |x: u8| if x > 4 { x * 2 - 9 } else { x * 2 };
    let digits = d.iter().rev().enumerate();
    digits.map(|(i, &x)| u32::from(if i % 2 == 1 { double(x) } else { x })).sum::<u32>() % 10 == 0
}

/// An ISBN or the bar code of a Chinese product: EAN-13 with a right check digit.
pub(super) fn is_barcode(d: &[u8]) -> bool {
    d.len() == 13
        && (d[0] == 6 && d[1] == 9 || d[0] == 9 && d[1] == 7 && d[2] >= 8)
        && d.iter().enumerate().map(|(i, &x)| u32::from(x) * if i % 2 == 1 { 3 } else { 1 }).sum::<u32>() % 10 == 0
}

/// 66666666 and 8888881111: applause, not a number.
pub(super) fn is_applause(d: &[u8]) -> bool {
    let seen = d.iter().fold(0u32, |seen, &x| seen | 1 << x);
    seen.count_ones() < 3
}

/// Digits of the area code of a long-distance number, 0 where there is none: 010, 02x, 0[3-9]xx.
pub(super) fn area_code(d: &[u8]) -> usize {
    match d {
        [0, 1, 0, ..] | [0, 2, ..] => 3,
        [0, 3..=9, ..] => 4,
        _ => 0,
    }
}

/// A mobile number of eleven digits.
pub(super) fn is_mobile(d: &[u8]) -> bool {
    d.len() == 11 && d[0] == 1 && d[1] >= 3
}

/// A service number that everybody may know: 400 and 800 numbers, 1010xxxx, 951xxxxx.
pub(super) fn is_public(d: &[u8]) -> bool {
    match d.len() {
        10 => matches!(d, [4 | 8, 0, 0, ..]),
        8 => matches!(d, [1, 0, 1, 0, ..] | [9, 5, 1, ..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(s: &str) -> Vec<u8> {
        s.chars().map(|c| c.to_digit(10).map_or(10, |d| u8::try_from(d).unwrap())).collect()
    }

    #[test]
    fn identity_cards_need_a_province_a_date_and_a_check_digit() {
        assert!(is_id_card(&digits("11010519491231002x")));
        assert!(!is_id_card(&digits("110105194912310021")));
        assert!(!is_id_card(&digits("990105194912310020")));
        assert!(is_id_card(&digits("110105491231002")));
    }

    #[test]
    fn cards_and_bar_codes_have_their_own_check_digits() {
        assert!(is_bank_card(&digits("4111111111111111")));
        assert!(!is_bank_card(&digits("4111111111111112")));
        assert!(is_barcode(&digits("9787111054252")));
        assert!(!is_bank_card(&digits("9787111054252")));
    }

    #[test]
    fn timestamps_are_not_order_numbers() {
        assert!(is_timestamp(&digits("20260112153045")));
        assert!(!is_timestamp(&digits("20260112993045")));
    }
}
