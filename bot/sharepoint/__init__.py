"""The SharePoint list through Microsoft Graph."""
