using System;

namespace Mpsd
{
    /// <summary>
    /// Tells ahead-of-time compilers (IL2CPP, Mono's AOT) that native code calls the method. They look for the attribute's
    /// name only, so that one of our own serves inside and outside Unity.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class MonoPInvokeCallbackAttribute : Attribute
    {
        public MonoPInvokeCallbackAttribute(Type delegateType)
        {
            DelegateType = delegateType;
        }

        public Type DelegateType { get; }
    }
}
