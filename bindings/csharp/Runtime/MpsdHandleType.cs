namespace Mpsd
{
    /// <summary>What a handle is for.</summary>
    public enum MpsdHandleType : uint
    {
        /// <summary>The service did not tell, or told a type this library does not know.</summary>
        Unknown = 0,
        /// <summary>A player's current activity.</summary>
        Activity = 1,
        /// <summary>An invitation of one player.</summary>
        Invite = 2,
        /// <summary>Makes a session searchable.</summary>
        Search = 3,
        /// <summary>Extends access from one session to another.</summary>
        Transfer = 4,
    }
}
