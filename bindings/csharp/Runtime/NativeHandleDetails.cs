using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_handle_details.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeHandleDetails
    {
        public NativeHandleInfo Handle;
        public uint HandleType;
        public uint Visibility;
        public uint JoinRestriction;
        public uint MembersCount;
        public uint MaxMembersCount;
        public uint InviteTitleId;
        public byte Closed;
        public fixed byte Reserved0[7];
        public ulong SenderXuid;
        public ulong InvitedXuid;
        public long PostedAtMs;
        public byte* InviteProtocol;
        public byte* SessionInviteProtocol;
        public byte* GameTypes;
        public byte* CustomProperties;
        public byte* RoleInfo;
        public byte* Context;
        public byte* ContextString;
        public byte* SenderString;
        public NativeSessionReference Origin;
        public byte** Tags;
        public UIntPtr TagCount;
        public NativeStringAttribute* Strings;
        public UIntPtr StringCount;
        public NativeNumberAttribute* Numbers;
        public UIntPtr NumberCount;
        public ulong* SessionOwners;
        public UIntPtr SessionOwnerCount;
        public byte* Json;
        public byte* SearchAttributes;
        public fixed byte Reserved[56];
    }
}
