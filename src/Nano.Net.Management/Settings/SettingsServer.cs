using System;
using Nano.Net.Http;
using Nano.Net.Http.Digest;

namespace Nano.Net.Management
{
    /// <summary>
    /// Settings by HTTP: GET /api/settings tells them as JSON, PUT changes those that its body names
    /// (application/x-www-form-urlencoded), POST /api/settings/confirm keeps what is tried. It adds a field called password, whose
    /// value is the secret that <see cref="DigestSecret.Make"/> makes of it: the password itself never crosses the wire.
    /// </summary>
    /// <remarks>
    /// While there is neither a password nor another secret, everybody may read the settings, and the only change that is taken
    /// is one that sets a password. Who listens to the network at that moment learns the secret, with which he can log in: a
    /// device is set up in a network that its owner trusts. A password that is set later
    /// crosses the wire just as openly, but only who knows the old one can set it.
    /// </remarks>
    public sealed class SettingsServer
    {
        /// <summary>Routes that it takes of the HTTP server's.</summary>
        public const int RouteCount = 3;

        // The parts of the document around its fields.
        private const int FirstField = 1;
        private const string PasswordName = "password";
        private const string PasswordNeeded = "Set a password first.";

        private readonly DeviceSettings settings;
        private readonly DigestAuthenticator login;
        private readonly FirstUse access;
        private readonly SettingsField password;
        private readonly HttpBody piece;
        private readonly HttpText name = new HttpText();
        private readonly HttpText text = new HttpText();

        // The first name of a request that no field has.
        private string unknown;

        /// <summary>Adds the field and the routes.</summary>
        /// <param name="http">The HTTP server, which has not started yet.</param>
        /// <param name="settings">The settings, not loaded yet.</param>
        /// <param name="login">Has its secret replaced by that of the settings.</param>
        /// <param name="authenticator">Lets in who may see and change settings: <paramref name="login"/>, or either that or something else.</param>
        /// <exception cref="ArgumentNullException">Something is missing.</exception>
        public SettingsServer(HttpServer http, DeviceSettings settings, DigestAuthenticator login, HttpAuthenticator authenticator)
        {
            if (http == null || settings == null || login == null || authenticator == null)
            {
                throw new ArgumentNullException(http == null ? "http" : settings == null ? "settings" : login == null ? "login" : "authenticator");
            }

            this.settings = settings;
            this.login = login;
            access = new FirstUse(authenticator);
            piece = WritePiece;
            password = new SettingsField(PasswordName, SettingsType.Secret, "") { Group = "Access", Maximum = DigestSecret.Length, Check = CheckPassword, Apply = login.SetSecret };
            settings.Add(password);
            http.Map(HttpMethods.Get, "/api/settings", Tell, access);
            http.Map(HttpMethods.Put, "/api/settings", Change, access);
            http.Map(HttpMethods.Post, "/api/settings/confirm", Confirm, access);
        }

        /// <summary>Reads the settings, and lets in who knows the password that was kept.</summary>
        public void Load()
        {
            settings.Load();
            if (password.value.Length > 0)
            {
                login.SetSecret(password.value);
            }
        }

        private static string CheckPassword(string value)
        {
            return DigestSecret.IsSecret(value) ? null : "It must be the hash of the password, 64 hexadecimal digits.";
        }

        private void Tell(HttpRequest request, HttpResponse response)
        {
            BeginJson(response);
            response.SendBody(piece);
        }

        private void Change(HttpRequest request, HttpResponse response)
        {
            settings.BeginChange();
            unknown = null;
            Read(request.Body);
            if (access.IsOpen && password.wanted == null)
            {
                password.error = PasswordNeeded;
            }

            if (unknown != null || !settings.CheckChange())
            {
                response.Status = 422;
                BeginJson(response);
                WriteErrors(response);
                return;
            }

            settings.CommitChange();
            Tell(request, response);
        }

        private void Confirm(HttpRequest request, HttpResponse response)
        {
            if (settings.Confirm())
            {
                Tell(request, response);
                return;
            }

            response.Status = 409;
            response.Write("nothing is left to be confirmed\n");
        }

        private static void BeginJson(HttpResponse response)
        {
            response.ContentType = "application/json";
            response.AddHeader("Cache-Control", "no-store");
        }

        // name=value&name=value, percent-encoded.
        private void Read(HttpText body)
        {
            byte[] bytes = body.Buffer;
            int at = body.Offset;
            int end = at + body.Length;
            while (at < end)
            {
                int pairEnd = Ascii.IndexOf(bytes, at, end, '&');
                if (at < pairEnd)
                {
                    int nameEnd = Ascii.IndexOf(bytes, at, pairEnd, '=');
                    int value = nameEnd < pairEnd ? nameEnd + 1 : pairEnd;
                    name.Set(bytes, at, nameEnd - at, true);
                    text.Set(bytes, value, pairEnd - value, true);
                    Want();
                }

                at = pairEnd + 1;
            }
        }

        private void Want()
        {
            for (int i = 0; i < settings.Count; i++)
            {
                SettingsField field = settings.GetField(i);
                if (name.Is(field.Name))
                {
                    field.wanted = text.ToString();
                    return;
                }
            }

            unknown = name.Length <= 24 ? name.ToString() : "";
        }

        private void WriteErrors(HttpResponse response)
        {
            response.Write("{\"errors\":{");
            bool isFirst = true;
            if (unknown != null)
            {
                WriteError(response, unknown, "There is no such setting.");
                isFirst = false;
            }

            for (int i = 0; i < settings.Count; i++)
            {
                SettingsField field = settings.GetField(i);
                if (field.error != null)
                {
                    if (!isFirst)
                    {
                        response.WriteByte((byte)',');
                    }

                    WriteError(response, field.Name, field.error);
                    isFirst = false;
                }
            }

            response.Write("}}\n");
        }

        private static void WriteError(HttpResponse response, string field, string sentence)
        {
            response.WriteJson(field);
            response.WriteByte((byte)':');
            response.WriteJson(sentence);
        }

        // A piece a field, with what is around them in the first and the last.
        private int WritePiece(HttpResponse writer, int position)
        {
            if (position == 0)
            {
                writer.Write("{\"user\":");
                writer.WriteJson(login.UserName);
                writer.Write(",\"realm\":");
                writer.WriteJson(login.Realm);
                int left = settings.SecondsToConfirm;
                writer.Write(",\"confirm\":");
                if (left < 0)
                {
                    writer.Write("null");
                }
                else
                {
                    writer.Write(left);
                }

                writer.Write(login.HasSecret ? ",\"password\":true,\"fields\":[" : ",\"password\":false,\"fields\":[");
                return FirstField;
            }

            int index = position - FirstField;
            WriteField(writer, settings.GetField(index), index == 0);
            if (index + 1 < settings.Count)
            {
                return position + 1;
            }

            writer.Write("]}\n");
            return HttpResponse.EndOfBody;
        }

        private static void WriteField(HttpResponse writer, SettingsField field, bool isFirst)
        {
            writer.Write(isFirst ? "{\"name\":" : ",\n{\"name\":");
            writer.WriteJson(field.Name);
            if (field.Title != null)
            {
                writer.Write(",\"title\":");
                writer.WriteJson(field.Title);
            }

            if (field.Group != null)
            {
                writer.Write(",\"group\":");
                writer.WriteJson(field.Group);
            }

            writer.Write(",\"type\":\"");
            writer.Write(NameOf(field.Type));
            writer.Write("\",\"value\":");
            if (field.Type == SettingsType.Secret)
            {
                writer.Write("\"\",\"set\":");
                writer.Write(field.value.Length > 0 ? "true" : "false");
            }
            else if (field.Type == SettingsType.Number)
            {
                writer.Write(field.Number);
            }
            else
            {
                writer.WriteJson(field.value);
            }

            if (field.Type == SettingsType.Choice)
            {
                writer.Write(",\"choices\":[");
                for (int i = 0; i < field.Choices.Length; i++)
                {
                    if (i > 0)
                    {
                        writer.WriteByte((byte)',');
                    }

                    writer.WriteJson(field.Choices[i]);
                }

                writer.WriteByte((byte)']');
            }
            else if (field.Type != SettingsType.Address)
            {
                writer.Write(",\"min\":");
                writer.Write(field.Minimum);
                writer.Write(",\"max\":");
                writer.Write(field.Maximum);
            }

            writer.Write(field.NeedsRestart ? ",\"restart\":true}" : ",\"restart\":false}");
        }

        private static string NameOf(SettingsType type)
        {
            switch (type)
            {
                case SettingsType.Number:
                    return "number";
                case SettingsType.Choice:
                    return "choice";
                case SettingsType.Secret:
                    return "secret";
                case SettingsType.Address:
                    return "address";
                default:
                    return "text";
            }
        }
    }
}
