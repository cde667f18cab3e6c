using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// A text that does not change, for a route of its own: a script or a style sheet of the program's. It is sent with its length
    /// and an entity tag, and to who has it already as 304 (RFC 9110 sections 8.8.3 and 15.4.5).
    /// <code>
    /// http.Map(HttpMethods.Get, "/tank.js", new StaticAsset("text/javascript", Tank.Script).Answer);
    /// </code>
    /// </summary>
    public sealed class StaticAsset
    {
        private readonly string contentType;
        private readonly string text;
        private readonly string tag;

        /// <summary>Makes one.</summary>
        /// <param name="contentType">Its media type.</param>
        /// <param name="text">The text, of ASCII characters. A constant costs no RAM.</param>
        /// <exception cref="ArgumentException">It has another character.</exception>
        public StaticAsset(string contentType, string text)
        {
            if (contentType == null || text == null)
            {
                throw new ArgumentNullException(text == null ? "text" : "contentType");
            }

            // FNV-1a, 32 bits: it has to tell one build of the text from the next, nothing more.
            uint hash = 2166136261;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (c > '~')
                {
                    throw new ArgumentException("a static asset is of ASCII characters, and number " + i.ToString() + " is none");
                }

                hash = (hash ^ c) * 16777619;
            }

            this.contentType = contentType;
            this.text = text;
            tag = "\"" + hash.ToString() + "\"";
        }

        /// <summary>Answers a request: a handler for <see cref="HttpServer.Map(HttpMethods, string, HttpHandler)"/>.</summary>
        /// <param name="request">The request.</param>
        /// <param name="response">Its answer.</param>
        public void Answer(HttpRequest request, HttpResponse response)
        {
            bool isKnown = HttpConditions.HasCurrent(request, tag);
            if (isKnown)
            {
                response.Status = 304;
            }

            response.ContentType = isKnown ? null : contentType;
            response.AddHeader("ETag", tag);
            response.AddHeader("Cache-Control", "no-cache");
            if (!isKnown)
            {
                response.SendBody(text);
            }
        }
    }
}
