namespace Mpsd
{
    /// <summary>
    /// Gets a token: answers <paramref name="request"/> with <see cref="MpsdTokenRequest.Complete"/>, before returning or
    /// later, from any thread. An exception refuses the request: the waiting calls then fail with
    /// <see cref="MpsdResult.NoToken"/> and carry it as inner exception.
    /// <para>
    /// Runs on the thread that made the call which needs the token, and holds up only that call. It must not wait for the
    /// thread that disposes the client (a console's or Unity's main thread, say), and must not call the same client.
    /// </para>
    /// </summary>
    /// <param name="request">What the token is for.</param>
    public delegate void MpsdTokenProvider(MpsdTokenRequest request);
}
