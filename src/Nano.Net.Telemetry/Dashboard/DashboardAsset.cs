using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// GET /: the page, compressed when it was built. Who does not say that it takes gzip, as curl without --compressed, gets a few
    /// readable lines instead (RFC 9110 section 12.5.3).
    /// </summary>
    internal static class DashboardAsset
    {
        // Nothing from elsewhere, nothing to elsewhere. A script of the program's own comes from this host.
        private const string Policy = "default-src 'none';style-src 'self' " + DashboardPage.StyleHash + ";script-src 'self' " + DashboardPage.ScriptHash
            + ";connect-src 'self';img-src 'self' data:;base-uri 'none';form-action 'none';frame-ancestors 'none'";

        private const string Plain = "<!doctype html>\n<title>dashboard</title>\n<p>The dashboard is sent compressed, to browsers and to curl --compressed.\n"
            + "<p>Without it: /api/readings (JSON), /metrics (Prometheus), /api/events (server-sent events).\n";

        // Bytes at once: two of them make a part.
        private const int PieceSize = DashboardPage.PartSize / 2;

        private static readonly HttpBody Piece = WritePiece;

        public static void Serve(HttpRequest request, HttpResponse response)
        {
            bool isPacked = HttpConditions.TakesGzip(request);
            bool isKnown = isPacked && HttpConditions.HasCurrent(request, DashboardPage.Tag);
            if (isKnown)
            {
                response.Status = 304;
            }

            response.ContentType = isKnown ? null : "text/html; charset=utf-8";
            response.AddHeader("Vary", "Accept-Encoding");
            response.AddHeader("Cache-Control", "no-cache");
            if (isPacked)
            {
                response.AddHeader("ETag", DashboardPage.Tag);
            }

            if (isKnown)
            {
                return;
            }

            response.AddHeader("Content-Security-Policy", Policy);
            if (!isPacked)
            {
                response.SendBody(Plain);
                return;
            }

            response.AddHeader("Content-Encoding", "gzip");
            response.SendBody(Piece, DashboardPage.Length);
        }

        private static int WritePiece(HttpResponse writer, int position)
        {
            int offset = position * PieceSize;
            byte[] part = DashboardPage.Part(offset / DashboardPage.PartSize);
            int from = offset % DashboardPage.PartSize;
            int count = part.Length - from < PieceSize ? part.Length - from : PieceSize;
            writer.Write(part, from, count);
            return offset + count < DashboardPage.Length ? position + 1 : HttpResponse.EndOfBody;
        }
    }
}
