using System.Text;

namespace Mpsd
{
    /// <summary>Reads the library's UTF-8.</summary>
    internal static unsafe class NativeText
    {
        /// <summary>A NUL-terminated text; null for NULL.</summary>
        internal static string Read(byte* text)
        {
            return text == null ? null : Read(text, int.MaxValue);
        }

        /// <summary>A text in an array of <paramref name="capacity"/> bytes.</summary>
        internal static string Read(byte* text, int capacity)
        {
            int length = 0;
            while (length < capacity && text[length] != 0)
            {
                length++;
            }
            return length == 0 ? string.Empty : Encoding.UTF8.GetString(text, length);
        }
    }
}
