//! CHANGELOG.md says what became of every function of the header before 0.1.0.
#![cfg(feature = "capi")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use support::{header, library};

/// The functions of that header.
const BEFORE: &str = "
mpsd_result_name mpsd_result_cause mpsd_result_remedy mpsd_version_string mpsd_version
mpsd_memory_hooks_init mpsd_set_memory_hooks mpsd_call_options_init mpsd_network_options_init
mpsd_network_create mpsd_network_destroy mpsd_network_suspend mpsd_network_resume
mpsd_network_next_request mpsd_network_wait_request mpsd_http_request_info mpsd_http_request_curl
mpsd_http_request_answer mpsd_http_request_fail mpsd_http_request_cancelled
mpsd_client_next_token_request mpsd_token_request_info mpsd_token_request_complete
mpsd_signer_create mpsd_signer_get_key mpsd_signer_destroy mpsd_client_options_init
mpsd_client_create mpsd_client_set_authorization mpsd_client_prewarm mpsd_client_prewarm_start
mpsd_client_prewarm_result mpsd_client_close mpsd_client_destroy mpsd_client_get_counters
mpsd_client_next_log mpsd_operation_poll mpsd_operation_progress mpsd_operation_wait
mpsd_operation_cancel mpsd_operation_user_data mpsd_operation_handles mpsd_operation_destroy
mpsd_client_next_finished mpsd_client_wait_finished mpsd_client_cancel_group
mpsd_operation_attempt_count mpsd_operation_get_attempt mpsd_get_handle mpsd_get_handle_start
mpsd_get_handle_result mpsd_delete_handle mpsd_delete_handle_start mpsd_delete_handle_result
mpsd_search_attributes_init mpsd_handle_list_count mpsd_handle_list_get mpsd_handle_list_json
mpsd_handle_list_skipped mpsd_handle_list_search_attributes mpsd_handle_list_destroy
mpsd_set_activity mpsd_set_activity_start mpsd_set_activity_result mpsd_clear_activity
mpsd_clear_activity_start mpsd_clear_activity_result mpsd_activity_query_init mpsd_query_activities
mpsd_query_activities_start mpsd_query_activities_result mpsd_invite_init mpsd_send_invites
mpsd_send_invites_start mpsd_send_invites_result mpsd_session_get_info mpsd_session_destroy
mpsd_session_get_summary mpsd_session_get_member mpsd_session_document_create
mpsd_session_document_set_constants mpsd_session_document_set_custom_constants
mpsd_session_document_set_custom_properties mpsd_session_document_set_join_restriction
mpsd_session_document_set_read_restriction mpsd_session_document_set_closed
mpsd_session_document_set_locked mpsd_session_document_join
mpsd_session_document_set_member_properties mpsd_session_document_reserve
mpsd_session_document_leave mpsd_session_document_merge mpsd_session_document_text
mpsd_session_document_destroy mpsd_session_constants_init mpsd_session_join_init
mpsd_session_query_init mpsd_query_sessions mpsd_query_sessions_start mpsd_query_sessions_result
mpsd_session_list_count mpsd_session_list_get mpsd_session_list_json mpsd_session_list_skipped
mpsd_session_list_destroy mpsd_read_session mpsd_read_session_start mpsd_read_session_result
mpsd_read_session_by_handle mpsd_read_session_by_handle_start mpsd_read_session_by_handle_result
mpsd_read_session_if_changed mpsd_read_session_if_changed_start mpsd_read_session_if_changed_result
mpsd_read_session_by_handle_if_changed mpsd_read_session_by_handle_if_changed_start
mpsd_read_session_by_handle_if_changed_result mpsd_write_session mpsd_write_session_start
mpsd_write_session_result mpsd_write_session_by_handle mpsd_write_session_by_handle_start
mpsd_write_session_by_handle_result mpsd_join_session mpsd_join_session_start
mpsd_join_session_result mpsd_join_session_by_handle mpsd_join_session_by_handle_start
mpsd_join_session_by_handle_result mpsd_leave_session mpsd_leave_session_start
mpsd_leave_session_result mpsd_leave_session_by_handle mpsd_leave_session_by_handle_start
mpsd_leave_session_by_handle_result mpsd_filter_create mpsd_filter_tag mpsd_filter_string
mpsd_filter_number mpsd_filter_session_number mpsd_filter_session_text mpsd_filter_session_time
mpsd_filter_session_player mpsd_filter_role_number mpsd_filter_or mpsd_filter_text
mpsd_filter_destroy mpsd_create_search_handle mpsd_create_search_handle_start
mpsd_create_search_handle_result mpsd_search_query_init mpsd_search_handles
mpsd_search_handles_start mpsd_search_handles_result mpsd_create_transfer_handle
mpsd_create_transfer_handle_start mpsd_create_transfer_handle_result mpsd_activation_parse
mpsd_activation_format
";

/// The rows of the table: what was, and what is.
fn rows() -> Vec<(String, String)> {
    let text = fs::read_to_string(library::root().join("CHANGELOG.md")).expect("CHANGELOG.md is there");
    let (_, section) = text.split_once("\n### Migration\n").expect("a section tells what became of the functions");
    let (_, table) = section.split_once("\n|---|---|\n").expect("a table of them");
    let lines = table.lines().take_while(|line| line.starts_with("| "));
    lines.map(|line| line.trim_matches(['|', ' ']).split_once(" | ").expect("two columns")).map(owned).collect()
}

fn owned((before, now): (&str, &str)) -> (String, String) {
    (before.to_owned(), now.to_owned())
}

/// The names of functions in a cell.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let code = cell.split('`').skip(1).step_by(2).filter(|code| code.starts_with("mpsd_"));
    code.map(|code| code.split('(').next().unwrap_or(code))
}

#[test]
fn every_function_of_before_has_one_row() {
    let rows = rows();
    let mut told: Vec<&str> = rows.iter().flat_map(|(before, _)| names(before)).collect();
    told.sort_unstable();
    let mut before: Vec<&str> = BEFORE.split_whitespace().collect();
    before.sort_unstable();
    assert!(before.len() > 150, "the names were read");
    assert_eq!(told, before);
}

#[test]
fn what_functions_became_is_in_the_header() {
    let text = header::text();
    let functions = header::functions(&text);
    let is: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    let known = |name: &str| is.contains(name) || text.contains(&format!("}} {name};"));
    let rows = rows();
    for (before, now) in &rows {
        for name in names(now) {
            assert!(known(name), "{name}, for {before}, is not in the header");
        }
        let same = now.starts_with("the same");
        assert!(same || now.starts_with("gone: ") || names(now).next().is_some(), "{before}: {now}");
        for name in names(before).filter(|_| same) {
            assert!(is.contains(name), "{name} is not in the header");
        }
        for name in names(before).filter(|_| now.starts_with("gone: ")) {
            assert!(!is.contains(name), "{name} is in the header");
        }
    }
}
