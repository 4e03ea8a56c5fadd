using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace Mpsd
{
    /// <summary>
    /// The handles that a query found, in the service's order. Rows that could not be read cost no others. Immutable.
    /// </summary>
    public sealed class MpsdHandleList : ReadOnlyCollection<MpsdHandleDetails>
    {
        internal MpsdHandleList(MpsdHandleDetails[] handles, int skippedCount, IReadOnlyList<string> skippedReasons)
            : base(handles)
        {
            SkippedCount = skippedCount;
            SkippedReasons = skippedReasons;
        }

        /// <summary>
        /// How many rows are not here, as they could not be read: what is no object, or has no GUID as its id.
        /// </summary>
        public int SkippedCount { get; }

        /// <summary>Why, of the first hundred, such as "results[3].id: is missing in the answer".</summary>
        public IReadOnlyList<string> SkippedReasons { get; }
    }
}
