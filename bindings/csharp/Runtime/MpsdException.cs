using System;

namespace Mpsd
{
    /// <summary>
    /// A call has failed. <see cref="Exception.Message"/> is for a log: the name, what happened and the remedy. The other
    /// properties are its parts.
    /// </summary>
    public class MpsdException : Exception
    {
        internal unsafe MpsdException(NativeError* error, Exception reason)
            : this((MpsdResult)error->Result, NativeText.Read(error->Message, 512), reason)
        {
            HttpStatus = error->HttpStatus;
            RetryAfter = TimeSpan.FromMilliseconds(error->RetryAfterMs);
            Attempts = error->Attempts;
            Delivery = (MpsdDelivery)error->Delivery;
            RequestId = NativeText.Read(error->RequestId, 64);
            CorrelationId = NativeText.Read(error->CorrelationId, 40);
        }

        private MpsdException(MpsdResult result) : this(result, MpsdLibrary.CauseOf(result), null)
        {
            RequestId = string.Empty;
            CorrelationId = string.Empty;
        }

        private MpsdException(MpsdResult result, string detail, Exception reason)
            : base(MpsdLibrary.NameOf(result) + ": " + detail + "\n" + MpsdLibrary.RemedyOf(result), reason)
        {
            Result = result;
            Detail = detail;
            Name = MpsdLibrary.NameOf(result);
            Cause = MpsdLibrary.CauseOf(result);
            Remedy = MpsdLibrary.RemedyOf(result);
        }

        /// <summary>The kind of failure.</summary>
        public MpsdResult Result { get; }

        /// <summary>The result's name, such as "MPSD_ERROR_RATE_LIMITED".</summary>
        public string Name { get; }

        /// <summary>
        /// What happened: the argument and its rule, the host that could not be reached, or the service's status, debug
        /// reason and own text.
        /// </summary>
        public string Detail { get; }

        /// <summary>What brings such a result about.</summary>
        public string Cause { get; }

        /// <summary>What to do about it.</summary>
        public string Remedy { get; }

        /// <summary>The HTTP status; 0: no answer came.</summary>
        public int HttpStatus { get; }

        /// <summary>How long the service asked to wait; zero: it did not say.</summary>
        public TimeSpan RetryAfter { get; }

        /// <summary>How many times a request was sent.</summary>
        public uint Attempts { get; }

        /// <summary>May the call be repeated?</summary>
        public MpsdDelivery Delivery { get; }

        /// <summary>What to quote to support (MS-CV); empty when nothing was sent.</summary>
        public string RequestId { get; }

        /// <summary>
        /// What to quote to support beside it: what the service calls its last answer (X-XblCorrelationId); empty when no
        /// answer came, or it did not say.
        /// </summary>
        public string CorrelationId { get; }

        /// <summary>For functions that fill no error.</summary>
        internal static void ThrowIfFailed(int result)
        {
            if (result < 0)
            {
                throw new MpsdException((MpsdResult)result);
            }
        }
    }
}
