//! Another plugin's library in Rust: it allocates, has a thread, and catches a panic.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::thread;

/// `count` squares, summed up on another thread; -1 where that panics, as it does for a negative count.
#[unsafe(no_mangle)]
pub extern "C" fn other_sum_of_squares(count: i32) -> i64 {
    let sum = move || {
        assert!(count >= 0, "no squares of {count} numbers");
        let squares: BTreeMap<i32, Vec<i64>> = (0..count).map(|number| (number, vec![i64::from(number); 3])).collect();
        squares.values().map(|numbers| numbers[0] * numbers[2]).sum()
    };
    catch_unwind(move || thread::spawn(sum).join().unwrap_or(-1)).unwrap_or(-2)
}
