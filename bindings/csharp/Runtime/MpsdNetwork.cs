using System;

namespace Mpsd
{
    /// <summary>
    /// Connections and trust, shared by any number of clients (the local players of a game, say). Any thread may use it.
    /// </summary>
    public sealed unsafe class MpsdNetwork : IDisposable
    {
        /// <summary>Makes a network. Nothing is sent; does not block.</summary>
        /// <param name="options">Settings; null: all defaults.</param>
        /// <exception cref="MpsdException">A setting is out of its range, or a text is no PEM certificate.</exception>
        public MpsdNetwork(MpsdNetworkOptions options = null)
        {
            options = options ?? new MpsdNetworkOptions();
            using (var call = new NativeCall(null, null))
            {
                NativeNetworkOptions native;
                native.StructSize = (uint)sizeof(NativeNetworkOptions);
                native.MaxConnections = options.MaxConnections;
                native.RootCertificatesPem = call.Memory.Text(options.RootCertificatesPem, "RootCertificatesPem");
                int result = NativeMethods.mpsd_network_create(&native, call.Object, call.Error);
                Handle.Own(*call.Object);
                call.Check(result);
            }
        }

        internal NetworkHandle Handle { get; } = new NetworkHandle();

        /// <summary>
        /// Lets the network go. It lives on, unseen, until its last client is disposed. Any thread; does not block; twice is
        /// fine.
        /// </summary>
        public void Dispose()
        {
            Handle.Dispose();
        }
    }
}
