using System;

namespace Nano.Net.Http
{
    /// <summary>All routes of a server.</summary>
    internal sealed class RouteTable
    {
        private readonly HttpRoute[] routes;
        private int count;

        internal RouteTable(int size)
        {
            routes = new HttpRoute[size];
        }

        internal void Add(HttpRoute route)
        {
            if (count == routes.Length)
            {
                throw new InvalidOperationException("all " + routes.Length.ToString() + " routes are in use; see HttpServerOptions.Routes");
            }

            routes[count++] = route;
        }

        /// <summary>The route that names a path most closely and takes a method; among equals the one that was added first.</summary>
        /// <param name="path">The path.</param>
        /// <param name="method">The method.</param>
        /// <param name="allowed">The methods of all routes that are as close.</param>
        /// <returns>Null where there is none.</returns>
        internal HttpRoute Find(HttpText path, HttpMethods method, out HttpMethods allowed)
        {
            HttpRoute closest = null;
            HttpRoute found = null;
            allowed = HttpMethods.None;
            for (int i = 0; i < count; i++)
            {
                HttpRoute route = routes[i];
                if (!route.Matches(path))
                {
                    continue;
                }

                if (closest == null || route.IsCloserThan(closest))
                {
                    closest = route;
                    found = null;
                    allowed = HttpMethods.None;
                }
                else if (closest.IsCloserThan(route))
                {
                    continue;
                }

                allowed |= route.methods;
                if (found == null && (route.methods & method) != 0)
                {
                    found = route;
                }
            }

            return found;
        }

        /// <summary>The methods of all routes.</summary>
        internal HttpMethods AllMethods()
        {
            HttpMethods all = HttpMethods.None;
            for (int i = 0; i < count; i++)
            {
                all |= routes[i].methods;
            }

            return all;
        }
    }
}
