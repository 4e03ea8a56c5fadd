namespace Mpsd
{
    /// <summary>What has to be true of a session for a write to happen.</summary>
    public enum MpsdWriteMode : uint
    {
        /// <summary>Update the session, or create it where it does not exist.</summary>
        UpdateOrCreate = 0,

        /// <summary>Create the session; <see cref="MpsdResult.PreconditionFailed"/> if it exists.</summary>
        CreateNew = 1,

        /// <summary>Update the session; <see cref="MpsdResult.PreconditionFailed"/> if it does not exist.</summary>
        UpdateExisting = 2,

        /// <summary>
        /// Update the session only if it still has the given ETag, else <see cref="MpsdResult.PreconditionFailed"/>.
        /// </summary>
        Synchronized = 3,
    }
}
