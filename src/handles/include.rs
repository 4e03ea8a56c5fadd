//! What a query's answer says beside the handles.

/// What a query's answer says beside the handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Include {
    /// Visibility, member counts and the like of the session.
    pub related_info: bool,
    /// The session's roles and who has them; search handles only.
    pub role_info: bool,
    /// The session's custom properties.
    pub custom_properties: bool,
}

impl Include {
    /// All that there is of activities.
    pub const OF_ACTIVITIES: Include = Include { related_info: true, role_info: false, custom_properties: true };
    /// All that there is of search handles.
    pub const OF_SEARCHES: Include = Include { related_info: true, role_info: true, custom_properties: true };
    /// The handles alone.
    pub const NOTHING: Include = Include { related_info: false, role_info: false, custom_properties: false };

    /// The path of a query that asks for this, in the order of Microsoft's own client.
    pub(super) fn query_path(self) -> String {
        let all = [
            (self.related_info, "relatedInfo"),
            (self.role_info, "roleInfo"),
            (self.custom_properties, "customProperties"),
        ];
        let wanted: Vec<&str> = all.into_iter().filter_map(|(wanted, name)| wanted.then_some(name)).collect();
        match wanted.as_slice() {
            [] => "/handles/query".to_owned(),
            names => format!("/handles/query?include={}", names.join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Include;

    #[test]
    fn the_path_lists_what_is_asked_for() {
        let custom_only = Include { custom_properties: true, ..Include::NOTHING };
        for (include, path) in [
            (Include::OF_ACTIVITIES, "/handles/query?include=relatedInfo,customProperties"),
            (Include::OF_SEARCHES, "/handles/query?include=relatedInfo,roleInfo,customProperties"),
            (custom_only, "/handles/query?include=customProperties"),
            (Include::NOTHING, "/handles/query"),
        ] {
            assert_eq!(include.query_path(), path);
        }
    }
}
