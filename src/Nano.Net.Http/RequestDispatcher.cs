using System;
using System.Text;

namespace Nano.Net.Http
{
    /// <summary>Finds the route of a request, sees whether the client may use it, and has it answered.</summary>
    internal sealed class RequestDispatcher
    {
        private readonly HttpServer server;
        private readonly RouteTable routes;

        // Null where every route is open.
        private FailedLogins failedLogins;

        internal RequestDispatcher(HttpServer server, int routes)
        {
            this.server = server;
            this.routes = new RouteTable(routes);
        }

        /// <summary>Adds a route.</summary>
        internal void Add(HttpRoute route)
        {
            routes.Add(route);
            if (route.authenticator != null && failedLogins == null)
            {
                failedLogins = new FailedLogins();
            }
        }

        /// <summary>Answers a request that is there as a whole.</summary>
        /// <param name="connection">Where it came from.</param>
        /// <param name="now">The time.</param>
        internal void Answer(HttpConnection connection, long now)
        {
            HttpRequest request = server.request;
            HttpResponse response = server.response;
            server.Counters.Requests++;
            response.Begin(connection, request.method == HttpMethods.Head, request.isVersion10);
            HttpRoute route = FindRoute(connection, now, true);
            if (route != null)
            {
                try
                {
                    route.handler(request, response);
                }
                catch (Exception e)
                {
                    server.Counters.HandlerFailures++;
                    server.Runner.ReportFault(e, "HTTP handler of " + Encoding.UTF8.GetString(route.path, 0, route.path.Length));
                    server.Tell(HttpFailure.HandlerFailed, connection.Client, e);
                    if (response.Restart())
                    {
                        response.SendStatus(HttpFailureStatus.Of(HttpFailure.HandlerFailed));
                    }
                    else
                    {
                        connection.Fail();
                    }
                }
            }

            response.Finish();
        }

        /// <summary>Whether a request whose body is not there has a route that the client may use; else it is answered.</summary>
        /// <param name="connection">Where it came from.</param>
        /// <param name="now">The time.</param>
        internal bool MayGoOn(HttpConnection connection, long now)
        {
            HttpRequest request = server.request;
            HttpResponse response = server.response;
            response.Begin(connection, request.method == HttpMethods.Head, request.isVersion10);
            if (FindRoute(connection, now, false) != null)
            {
                return true;
            }

            server.Counters.Requests++;
            response.Finish();
            return false;
        }

        // The route of the request, or the answer to it where there is none: then null is returned.
        private HttpRoute FindRoute(HttpConnection connection, long now, bool isWhole)
        {
            HttpRequest request = server.request;
            if (request.isServerWide)
            {
                SendAllow(204, routes.AllMethods());
                return null;
            }

            HttpMethods allowed;
            HttpRoute route = routes.Find(request.Path, request.method, out allowed);
            if (route == null)
            {
                if (allowed == HttpMethods.None)
                {
                    server.response.SendStatus(404);
                }
                else
                {
                    SendAllow(request.method == HttpMethods.Options ? 204 : 405, allowed);
                }

                return null;
            }

            if (route.authenticator != null && !IsAuthorized(connection, route.authenticator, now, isWhole))
            {
                return null;
            }

            int prefix = route.path.Length;
            request.Rest.Set(request.buffer, request.Path.offset + prefix, request.Path.length - prefix, false);
            return route;
        }

        private void SendAllow(int status, HttpMethods methods)
        {
            HttpResponse response = server.response;
            response.Status = status;
            response.AddAllow(methods | HttpMethods.Options);
            if (status == 405)
            {
                response.Write(HttpStatus.Reason(status));
                response.WriteByte(Ascii.LineFeed);
            }
        }

        // Whether the client may do what it asks for; else it is answered with 401 (RFC 9110 section 15.5.2), or with 429 (RFC 6585
        // section 4) where it guesses.
        private bool IsAuthorized(HttpConnection connection, HttpAuthenticator authenticator, long now, bool isWhole)
        {
            HttpRequest request = server.request;
            HttpResponse response = server.response;
            HttpCounters counters = server.Counters;
            if (authenticator.IsOpen)
            {
                return true;
            }

            if (!authenticator.HasSecret)
            {
                response.Status = 403;
                response.Write("this device has neither password nor token and lets nobody do this\n");
                return false;
            }

            Credentials named = Credentials.None;
            if (request.authorization != HttpRequest.NoAuthorization)
            {
                byte[] peer = connection.Client.RemoteEndPoint.Address.GetAddressBytes();
                int seconds = failedLogins.SecondsToWait(peer, now);
                if (seconds > 0)
                {
                    counters.LoginsDelayed++;
                    server.Tell(HttpFailure.TooManyLogins, connection.Client, null);
                    response.Status = HttpFailureStatus.Of(HttpFailure.TooManyLogins);
                    response.AddHeader("Retry-After", seconds.ToString());
                    response.Write("too many wrong credentials\n");
                    return false;
                }

                named = authenticator.Check(request, isWhole);
                if (named == Credentials.Right)
                {
                    // What is checked before the body is there may be wrong yet.
                    if (isWhole)
                    {
                        failedLogins.Succeeded(peer);
                    }

                    return true;
                }

                if (named == Credentials.Wrong)
                {
                    failedLogins.Failed(peer, now);
                    server.Tell(HttpFailure.CredentialsWrong, connection.Client, null);
                }
            }

            counters.RequestsUnauthorized++;
            response.Status = 401;
            authenticator.Challenge(response, server.Options.Realm, named);
            response.Write("Unauthorized\n");
            return false;
        }
    }
}
