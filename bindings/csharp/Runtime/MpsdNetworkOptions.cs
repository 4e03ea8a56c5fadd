namespace Mpsd
{
    /// <summary>Settings of a network. Zero and null mean the default.</summary>
    public sealed class MpsdNetworkOptions
    {
        /// <summary>
        /// How many connections may be in use at a time, 1 to 256; 0: 16. Further requests wait for one, within their deadline.
        /// </summary>
        public uint MaxConnections { get; set; }

        /// <summary>
        /// Root certificates in PEM, trusted besides the bundled ones (Mozilla's); null: none. At most 1 MiB.
        /// </summary>
        public string RootCertificatesPem { get; set; }
    }
}
