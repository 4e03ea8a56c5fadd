using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

namespace Mpsd.Tests
{
    /// <summary>Runs every public static method of every class whose name ends in Tests.</summary>
    internal static class Program
    {
        private static int Main()
        {
            MethodInfo[] tests = typeof(Program).Assembly.GetTypes()
                .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
                .OrderBy(type => type.Name)
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
                .ToArray();
            // A wrong layout corrupts memory in every other test: nothing can be learned from them then.
            bool sound = tests.Where(IsLayout).Count(test => !Passes(test)) == 0;
            int failures = sound ? tests.Where(test => !IsLayout(test)).Count(test => !Passes(test)) : 1;
            Console.WriteLine("{0} tests, {1}", tests.Length, failures == 0 ? "all passed" : "FAILED: " + failures);
            return failures == 0 ? 0 : 1;
        }

        private static bool IsLayout(MethodInfo test)
        {
            return test.DeclaringType == typeof(LayoutTests);
        }

        private static bool Passes(MethodInfo test)
        {
            string name = test.DeclaringType.Name + "." + test.Name;
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                test.Invoke(null, null);
                Console.WriteLine("ok      {0} ({1} ms)", name, watch.ElapsedMilliseconds);
                return true;
            }
            catch (TargetInvocationException exception)
            {
                Console.WriteLine("FAILED  {0}\n{1}", name, exception.InnerException);
                return false;
            }
        }
    }
}
