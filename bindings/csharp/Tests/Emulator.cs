using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;

namespace Mpsd.Tests
{
    /// <summary>The running emulator and its control calls.</summary>
    internal static class Emulator
    {
        internal static readonly string Url = Find();

        internal static void Block(Player blocker, Player blocked)
        {
            Control(Url, "PUT", "/emulator/users/" + blocker.Xuid + "/blocked/" + blocked.Xuid, null);
        }

        internal static void Revoke(string authorization)
        {
            Control(Url, "POST", "/emulator/tokens/revoke", "{\"token\":\"" + authorization + "\"}");
        }

        // Plain blocking sockets: Mono 6.8's HttpWebRequest sporadically fails to send a body ("Operation aborted").
        internal static string Control(string emulator, string method, string path, string body)
        {
            var url = new Uri(emulator + path);
            byte[] content = Encoding.UTF8.GetBytes(body ?? string.Empty);
            string head = method + " " + url.PathAndQuery + " HTTP/1.1\r\nHost: " + url.Authority
                + "\r\nContent-Type: application/json\r\nContent-Length: " + content.Length
                + "\r\nConnection: close\r\n\r\n";
            byte[] request = Encoding.ASCII.GetBytes(head).Concat(content).ToArray();
            using (var connection = new TcpClient(url.Host, url.Port))
            using (NetworkStream stream = connection.GetStream())
            using (var reader = new StreamReader(stream))
            {
                stream.Write(request, 0, request.Length);
                string answer = reader.ReadToEnd();
                Check.True(answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal), method + " " + path + ": " + answer);
                return answer;
            }
        }

        private static string Find()
        {
            string url = Environment.GetEnvironmentVariable("MPSD_EMULATOR_URL");
            if (string.IsNullOrEmpty(url))
            {
                throw new InvalidOperationException("set MPSD_EMULATOR_URL to what mpsd-emulator --set rateLimits=false prints first");
            }
            return url.TrimEnd('/');
        }
    }
}
