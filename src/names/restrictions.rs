//! Who sees a session, and who may join it.

/// Who sees a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Members and reserved players.
    Private,
    /// Everybody, but only members and reserved players may join.
    Visible,
    /// As visible: it is full.
    Full,
    /// Everybody, who may also join.
    Open,
}

/// Who may join an open session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JoinRestriction {
    /// The service did not say.
    #[default]
    Unknown,
    /// Everybody.
    None,
    /// Players on the same device.
    Local,
    /// Players whom a member follows.
    Followed,
    /// A restriction not known here.
    Other,
}

impl Visibility {
    /// As the service writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Visible => "visible",
            Visibility::Full => "full",
            Visibility::Open => "open",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Visibility> {
        let known = [Visibility::Private, Visibility::Visible, Visibility::Full, Visibility::Open];
        known.into_iter().find(|visibility| text.eq_ignore_ascii_case(visibility.as_str()))
    }
}

impl JoinRestriction {
    /// As the service writes it; nothing where it does not.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            JoinRestriction::Unknown => "",
            JoinRestriction::None => "none",
            JoinRestriction::Local => "local",
            JoinRestriction::Followed => "followed",
            JoinRestriction::Other => "other",
        }
    }

    pub(crate) fn from_wire(text: &str) -> JoinRestriction {
        let known = [JoinRestriction::None, JoinRestriction::Local, JoinRestriction::Followed];
        let is_it = |restriction: &JoinRestriction| text.eq_ignore_ascii_case(restriction.as_str());
        known.into_iter().find(is_it).unwrap_or(JoinRestriction::Other)
    }
}
