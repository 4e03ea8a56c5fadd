namespace Mpsd
{
    /// <summary>
    /// Which session: its three-part name. Immutable. The native library checks the parts when a call uses them.
    /// </summary>
    public sealed class MpsdSessionReference
    {
        /// <summary>Names a session.</summary>
        /// <param name="scid">Service configuration id (SCID): a GUID of 36 characters.</param>
        /// <param name="templateName">
        /// Name of the session template: 1 to 100 bytes of UTF-8 without control characters, '/' and '~', not "." or "..".
        /// </param>
        /// <param name="name">Name of the session; the same rules. A call says whether it may be null.</param>
        public MpsdSessionReference(string scid, string templateName, string name)
        {
            Scid = scid;
            TemplateName = templateName;
            Name = name;
        }

        /// <summary>Service configuration id, a GUID.</summary>
        public string Scid { get; }

        /// <summary>Name of the session template.</summary>
        public string TemplateName { get; }

        /// <summary>Name of the session.</summary>
        public string Name { get; }
    }
}
