using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Mpsd
{
    /// <summary>
    /// Native memory for the inputs and outputs of one call. All of it is wiped and freed together: some of the texts are
    /// tokens.
    /// </summary>
    internal sealed unsafe class NativeMemory : IDisposable
    {
        // Throws at a lone surrogate, rather than sending a question mark.
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

        private readonly List<KeyValuePair<IntPtr, int>> blocks = new List<KeyValuePair<IntPtr, int>>();

        /// <summary>Zeroed bytes.</summary>
        internal void* Allocate(int size)
        {
            IntPtr block = Marshal.AllocHGlobal(size);
            Wipe(block, size);
            blocks.Add(new KeyValuePair<IntPtr, int>(block, size));
            return (void*)block;
        }

        /// <summary>A NUL-terminated copy; NULL for null.</summary>
        internal byte* Text(string text, string name)
        {
            if (text == null)
            {
                return null;
            }
            if (text.IndexOf('\0') >= 0)
            {
                throw new ArgumentException("holds a NUL character", name);
            }
            int size = Utf8.GetByteCount(text);
            byte* copy = (byte*)Allocate(size + 1);
            fixed (char* characters = text)
            {
                Utf8.GetBytes(characters, text.Length, copy, size);
            }
            return copy;
        }

        /// <summary>A copy; NULL for none.</summary>
        internal ulong* Xuids(IReadOnlyList<ulong> xuids)
        {
            if (xuids.Count == 0)
            {
                return null;
            }
            ulong* copy = (ulong*)Allocate(checked(xuids.Count * sizeof(ulong)));
            for (int i = 0; i < xuids.Count; i++)
            {
                copy[i] = xuids[i];
            }
            return copy;
        }

        internal NativeSessionReference* Reference(MpsdSessionReference session)
        {
            if (session == null)
            {
                throw new ArgumentNullException("session");
            }
            NativeSessionReference* reference = (NativeSessionReference*)Allocate(sizeof(NativeSessionReference));
            reference->Scid = Text(session.Scid, "session.Scid");
            reference->TemplateName = Text(session.TemplateName, "session.TemplateName");
            reference->Name = Text(session.Name, "session.Name");
            return reference;
        }

        public void Dispose()
        {
            foreach (KeyValuePair<IntPtr, int> block in blocks)
            {
                Wipe(block.Key, block.Value);
                Marshal.FreeHGlobal(block.Key);
            }
            blocks.Clear();
        }

        private static void Wipe(IntPtr block, int size)
        {
            byte* bytes = (byte*)block;
            for (int i = 0; i < size; i++)
            {
                bytes[i] = 0;
            }
        }
    }
}
