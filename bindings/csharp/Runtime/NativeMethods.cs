using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>
    /// The functions of mpsd.h under their own names. Every argument is blittable or a SafeHandle: nothing is left to the
    /// runtime's string or struct marshalling, which differs between Mono, IL2CPP and .NET.
    /// </summary>
    internal static unsafe class NativeMethods
    {
#if (UNITY_IOS || UNITY_TVOS || UNITY_WEBGL) && !UNITY_EDITOR
        private const string Library = "__Internal";
#else
        private const string Library = "mpsd";
#endif

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern byte* mpsd_result_name(int result);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern byte* mpsd_result_cause(int result);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern byte* mpsd_result_remedy(int result);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern byte* mpsd_version_string();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint mpsd_version();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_network_create(NativeNetworkOptions* options, IntPtr* network,
            NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void mpsd_network_destroy(IntPtr network);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_token_request_get_info(IntPtr request, NativeTokenRequestInfo* info);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_token_request_complete(IntPtr request, int result, byte* authorization,
            byte* signature);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_client_create(NativeClientOptions* options, IntPtr* client, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_client_set_authorization(ClientHandle client, byte* authorization,
            NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_client_close(ClientHandle client);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void mpsd_client_destroy(IntPtr client);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_set_activity(ClientHandle client, NativeSessionReference* reference,
            NativeCallOptions* call, NativeHandleInfo* handle, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_clear_activity(ClientHandle client, byte* scid, NativeCallOptions* call,
            byte* cleared, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_query_activities(ClientHandle client, NativeActivityQuery* query,
            NativeCallOptions* call, IntPtr* handles, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_handle_list_get_info(HandleListHandle handles, NativeHandleListInfo* info);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_handle_list_get(HandleListHandle handles, UIntPtr index,
            NativeHandleDetails* details);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_handle_list_get_skipped(HandleListHandle handles, UIntPtr index,
            byte** reason);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void mpsd_handle_list_destroy(IntPtr handles);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_send_invites(ClientHandle client, NativeInvite* invite, NativeCallOptions* call,
            NativeInviteResult* results, UIntPtr resultCapacity, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_read_session(ClientHandle client, NativeSessionReference* reference, byte* etag,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_read_session_by_handle(ClientHandle client, byte* handleId, byte* etag,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_write_session(ClientHandle client, NativeSessionReference* reference,
            uint mode, byte* etag, byte* document,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_write_session_by_handle(ClientHandle client, byte* handleId, uint mode,
            byte* etag, byte* document,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_join_session(ClientHandle client, NativeSessionReference* reference,
            byte* memberProperties,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_join_session_by_handle(ClientHandle client, byte* handleId,
            byte* memberProperties,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_leave_session(ClientHandle client, NativeSessionReference* reference,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_leave_session_by_handle(ClientHandle client, byte* handleId,
            NativeCallOptions* call, IntPtr* session, NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_session_get_info(SessionHandle session, NativeSessionInfo* info);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void mpsd_session_destroy(IntPtr session);
    }
}
