namespace System.Net.Sockets
{
    public partial class NetworkStream
    {
        /// <summary>Reads into a span. It takes a detour through an array; read into an array where it matters.</summary>
        /// <param name="buffer">Where to put what was read.</param>
        /// <returns>Bytes read, 0 at the end of the stream.</returns>
        public override int Read(SpanByte buffer)
        {
            byte[] bytes = new byte[buffer.Length];
            int read = Read(bytes, 0, bytes.Length);
            new SpanByte(bytes, 0, read).CopyTo(buffer);
            return read;
        }
    }
}
